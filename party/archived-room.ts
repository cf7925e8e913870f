// Whether an archive is a room: its states and its log must fit together before anything here is given up for it.
import { inflateRawSync } from "node:zlib";
import { z } from "zod";
import type { RoomArchive } from "#db/archives";
import { decodeChunk } from "#party/log-chunk";
import { decodeState } from "#party/room-state";
import { languages } from "#protocol/languages";
import {
  CLIENT_ID_LENGTH_MAX,
  MEMBERS_MAX,
  NAME_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  TITLE_LENGTH_MAX,
} from "#protocol/limits";

const count = z.int().min(0);
const state = z
  .object({
    roomId: z.string(),
    viewId: z.string(),
    version: count,
    language: z.enum(languages.map(({ id }) => id)),
    title: z.string().max(TITLE_LENGTH_MAX),
    nextUser: count,
    members: z
      .array(
        z.object({
          user: count,
          key: z.string().max(CLIENT_ID_LENGTH_MAX).optional(),
          name: z.string().max(NAME_LENGTH_MAX),
          sequence: count,
          sequenceVersion: count,
        }),
      )
      .max(MEMBERS_MAX),
  })
  .refine(
    ({ nextUser, members }) =>
      new Set(members.map(({ user }) => user)).size === members.length && members.every(({ user }) => user < nextUser),
    "two people have one number, or would get one",
  );

/** Bytes that a state or a chunk may unpack to: the object has 128 MB, and what packs a thousandfold is no room. */
const UNPACKED_BYTES_MAX = 32_000_000;

function bounded(body: Uint8Array): Uint8Array {
  inflateRawSync(body, { maxOutputLength: UNPACKED_BYTES_MAX });
  return body;
}

/** A sentence of ours. What else is thrown may quote what somebody wrote in the room, as JSON's errors do. */
class Fault extends Error {}

/** Why this is no room; undefined when the log leads from its first text to its last. */
export function faultOf({ room, snapshots, chunks }: RoomArchive): string | undefined {
  try {
    const states = snapshots.map(({ version, body }) => {
      const decoded = decodeState(bounded(body));
      const { roomId, viewId, ...known } = state.parse(decoded);
      if (roomId !== room.id || viewId !== room.viewId) throw new Fault("a snapshot is of another room");
      if (known.version !== version || decoded.text.length > TEXT_LENGTH_MAX)
        throw new Fault(`the snapshot at ${version} is not what it says`);
      return decoded;
    });
    const [first] = states;
    if (!first || first.version > 0) throw new Fault("it does not begin at version 0");
    let { text, version } = first;
    for (const chunk of chunks) {
      if (chunk.start !== version + 1) throw new Fault(`the log goes from version ${version} to ${chunk.start}`);
      for (const edit of decodeChunk(bounded(chunk.body))) {
        if (edit.version !== version + 1) throw new Fault(`the log goes from version ${version} to ${edit.version}`);
        ({ version } = edit);
        text = edit.changes.apply(text);
      }
      if (version !== chunk.through) throw new Fault(`the log's part from ${chunk.start} ends at ${version}`);
    }
    const last = states.at(-1);
    if (room.version !== version || last?.version !== version || !last.text.eq(text))
      throw new Fault("its log does not lead to its last text");
    return undefined;
  } catch (error) {
    if (error instanceof z.ZodError) return z.prettifyError(error).slice(0, 300);
    return error instanceof Fault ? error.message : "a state or a part of its log cannot be decoded";
  }
}
