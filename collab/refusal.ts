// What the room will not do, and how whoever asked for it is told.
import type { ConnectionId, Effect, Refusal } from "#collab/room-events";
import type { RefusalCode } from "#protocol/socket";

export const refusal = (refused: RefusalCode, detail: string): Refusal => ({ refused, detail });

export const readOnly = refusal("read_only", "This link only views the room");
export const splitPair = refusal("bad_position", "A position splits a surrogate pair");
export const unknownFile = refusal("unknown_file", "The room has no such text");

/** `told` names what is refused, as its sender named it. */
export function refuse(
  to: ConnectionId,
  { refused, detail }: Refusal,
  told: { sequence?: number; request?: string } = {},
): Effect[] {
  return [{ type: "send", to, message: { type: "error", code: refused, message: detail, ...told } }];
}
