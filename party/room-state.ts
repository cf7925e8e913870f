// A room's state as bytes: what a snapshot holds, in the object and in D1.
//
//   7, then pieces, each behind its length: first all of the state but its long texts, as JSON; then these, in their order.
//   Every piece is deflated by itself, so that only what has changed is packed again.
// From before there were files: JSON with the one text, deflated.
import { deflateRawSync } from "node:zlib";
import type { Text } from "@codemirror/state";
import { textOf } from "#collab/changes";
import { Project, type StoredFile } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import { Reader, varint } from "#party/columns";
import { changeOf } from "#party/log-line";
import { inflated, PACKED_LENGTH_MIN, packText, packTextInTurns, unpackText } from "#party/packed-text";
import { Packing } from "#party/packing";
import type { Turns } from "#party/turns";
import { mainPath } from "#protocol/languages";

/** No deflated bytes begin so: there is no such kind of block. */
const PIECES = 7;

type WithoutProject = Omit<RoomState, "project">;
type StoredState = WithoutProject & ({ files: StoredFile[] } | { text: string; files?: undefined });

/** A state as it was at one moment: a string, and texts, none of which ever changes. */
export type TakenState = { readonly head: string; readonly long: readonly Text[] };

export function takeState({ project, ...state }: Readonly<RoomState>): TakenState {
  const long: Text[] = [];
  const files = [...project.files()].map(({ entry, text }): StoredFile => {
    if (entry.kind !== "text") return entry;
    if (text.length < PACKED_LENGTH_MIN) return { ...entry, text: text.toString() };
    long.push(text);
    return entry;
  });
  return { head: JSON.stringify({ ...state, files }), long };
}

export function encodeState(state: Readonly<RoomState>): Uint8Array {
  const { head, long } = takeState(state);
  return pieced([deflateRawSync(head), ...long.map(packText)]);
}

/** As `encodeState`, of a state that was taken, without anybody waiting for it. */
export async function encodeInTurns({ head, long }: TakenState, turns: Turns): Promise<Uint8Array> {
  const packing = new Packing(turns);
  const pieces = [await packing.deflated(head)];
  for (const text of long) pieces.push(await packTextInTurns(text, packing));
  return pieced(pieces);
}

const pieced = (pieces: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([Uint8Array.of(PIECES), ...pieces.flatMap((piece) => [varint(piece.length), piece])]);

/** Throws on bytes that `encodeState` did not write; with `bytesMax` on those of which a piece unpacks to more. */
export function decodeState(body: Uint8Array, bytesMax?: number): RoomState {
  const [first = body, ...long] = body[0] === PIECES ? piecesOf(body) : [];
  const state = JSON.parse(inflated(first, bytesMax).toString("utf8")) as StoredState;
  if (!state.files) {
    const { text, ...rest } = state;
    return { ...rest, project: Project.of(textOf(text), mainPath(rest.language)) };
  }
  const { files, ...rest } = state;
  const project = Project.stored([]);
  let left = bytesMax;
  for (const { text, ...entry } of files) {
    if (entry.kind !== "text" || text !== undefined)
      project.put(changeOf({ ...entry, ...(text !== undefined && { text }) }));
    else {
      const piece = long.shift();
      if (!piece) throw new Error(`The state lacks the text of file ${entry.file}`);
      const unpacked = unpackText(piece, left);
      if (left !== undefined) left -= unpacked.length;
      project.put({ ...entry, text: unpacked });
    }
  }
  return { ...rest, project };
}

function piecesOf(body: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 1; at < body.length;) {
    const reader = new Reader(body, at);
    const length = reader.next();
    at = reader.at + length;
    pieces.push(body.subarray(reader.at, at));
  }
  return pieces;
}
