// What a socket said, parsed once: from here on it is a message or a refusal.
import type { Refusal } from "#collab/room-events";
import { FRAME_LENGTH_MAX } from "#protocol/limits";
import { misfitIn } from "#protocol/misfit";
import { type ClientMessage, clientMessage, numberedSplice } from "#protocol/socket";

export function parseFrame(frame: string | ArrayBuffer): { message: ClientMessage } | Refusal {
  if (typeof frame !== "string") return { refused: "bad_message", detail: "Messages are JSON text" };
  if (frame.length > FRAME_LENGTH_MAX)
    return { refused: "too_large", detail: `A message has at most ${FRAME_LENGTH_MAX} characters` };
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { refused: "bad_json", detail: "The message is not JSON" };
  }
  const splice = numberedSplice(json);
  if (splice) return { message: splice };
  const result = clientMessage.safeParse(json);
  if (result.success) return { message: result.data };
  return { refused: "bad_message", detail: misfitIn(result.error).slice(0, 300) };
}
