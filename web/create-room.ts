// POST /rooms, with the words for a person when it fails.
import { ApiProblem } from "#client/api";
import type { LanguageId } from "#protocol/languages";
import { api } from "./api";

export type Created = { ok: true; roomId: string } | { ok: false; reason: string };

export async function createRoom(language: LanguageId): Promise<Created> {
  try {
    const { roomId } = await api("POST /rooms", { body: { language } });
    return { ok: true, roomId };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    return error.status === 429
      ? `No room was made: ${error.message}.`
      : `No room was made: the server said ${error.status}. Try again in a moment.`;
  }
  return navigator.onLine
    ? "Tandem did not answer, so no room was made. Try again in a moment."
    : "You are offline, so no room was made. Try again once you are connected.";
}
