// A room's state as bytes: what a snapshot holds, in the object and in D1.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { textOf } from "#collab/changes";
import type { RoomState } from "#collab/room-events";

export function encodeState(state: Readonly<RoomState>): Uint8Array {
  return deflateRawSync(Buffer.from(JSON.stringify({ ...state, text: state.text.toString() })));
}

/** Throws on bytes that `encodeState` did not write. */
export function decodeState(body: Uint8Array): RoomState {
  const state = JSON.parse(inflateRawSync(body).toString("utf8")) as Omit<RoomState, "text"> & { text: string };
  return { ...state, text: textOf(state.text) };
}
