// POST /rooms, with the words for a person when it fails.
import { roomAnswer } from "#protocol/rest";
import type { LanguageId } from "#protocol/languages";

export type Created = { ok: true; roomId: string } | { ok: false; reason: string };

export async function createRoom(language: LanguageId): Promise<Created> {
  let response: Response;
  try {
    response = await fetch("/rooms", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language }),
    });
  } catch {
    // fetch throws for one reason only: nobody answered.
    return {
      ok: false,
      reason: navigator.onLine
        ? "Tandem did not answer, so no room was made. Try again in a moment."
        : "You are offline, so no room was made. Try again once you are connected.",
    };
  }
  if (!response.ok)
    return { ok: false, reason: `No room was made: the server said ${response.status}. Try again in a moment.` };
  return { ok: true, roomId: roomAnswer.pick({ roomId: true }).parse(await response.json()).roomId };
}
