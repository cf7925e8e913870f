// Whether an archive is a room: its states and its log must fit together before anything here is given up for it.
import { inflateRawSync } from "node:zlib";
import { z } from "zod";
import { applyEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import type { RoomArchive } from "#db/archives";
import { sha256 } from "#party/chain";
import { decodeChunk } from "#party/log-chunk";
import { differenceOf } from "#party/project-difference";
import { decodeState } from "#party/room-state";
import { languages } from "#protocol/languages";
import {
  ASSETS_BYTES_MAX,
  CLIENT_ID_LENGTH_MAX,
  FILES_EVER_MAX,
  MARKS_MAX,
  MEMBERS_MAX,
  NAME_LENGTH_MAX,
  PROJECT_LENGTH_MAX,
  TEXT_LENGTH_MAX,
  THREADS_MAX,
  TITLE_LENGTH_MAX,
} from "#protocol/limits";
import { mark } from "#protocol/mark";
import { message, thread } from "#protocol/talk";
import { fileEntry, filePath, MAIN_FILE } from "#protocol/project";

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
    talk: z.object({ last: count, threads: z.array(thread).max(THREADS_MAX) }).optional(),
  })
  .refine(
    ({ nextUser, members }) =>
      new Set(members.map(({ user }) => user)).size === members.length && members.every(({ user }) => user < nextUser),
    "two people have one number, or would get one",
  );
const entry = fileEntry.extend({ path: filePath, language: z.enum(languages.map(({ id }) => id)).optional() });

/** Bytes that a state or a chunk may unpack to: the object has 128 MB, and what packs a thousandfold is no room. */
const UNPACKED_BYTES_MAX = 32_000_000;

/** A sentence of ours. What else is thrown may quote what somebody wrote in the room, as JSON's errors do. */
class Fault extends Error {}

/** Why this is no room; undefined when the log leads from its first files to its last. */
export function faultOf({ room, snapshots, chunks, marks, assets, messages }: RoomArchive): string | undefined {
  try {
    const states = snapshots.map(({ version, body }) => {
      const decoded = decodeState(body, UNPACKED_BYTES_MAX);
      const { roomId, viewId, ...known } = state.parse(decoded);
      if (roomId !== room.id || viewId !== room.viewId) throw new Fault("a snapshot is of another room");
      if (known.version !== version || !isProject(decoded.project) || !isTalk(decoded))
        throw new Fault(`the snapshot at ${version} is not what it says`);
      return decoded;
    });
    const [first] = states;
    if (!first || first.version > 0) throw new Fault("it does not begin at version 0");
    let { version } = first;
    const project = first.project.copy();
    for (const chunk of chunks) {
      if (chunk.start !== version + 1) throw new Fault(`the log goes from version ${version} to ${chunk.start}`);
      inflateRawSync(chunk.body, { maxOutputLength: UNPACKED_BYTES_MAX });
      for (const edit of decodeChunk(chunk.body)) {
        if (edit.version !== version + 1) throw new Fault(`the log goes from version ${version} to ${edit.version}`);
        ({ version } = edit);
        for (const { text: _, ...change } of edit.tree ?? []) entry.parse(change);
        applyEdit(project, edit);
      }
      if (version !== chunk.through) throw new Fault(`the log's part from ${chunk.start} ends at ${version}`);
    }
    const last = states.at(-1);
    if (
      room.version !== version ||
      last?.version !== version ||
      differenceOf({ ...first, project }, last) !== undefined
    )
      throw new Fault("its log does not lead to its last text");
    if (marks.length > MARKS_MAX) throw new Fault(`it has more than ${MARKS_MAX} marks`);
    for (const { body, ...known } of marks) mark.parse({ ...known, ...(JSON.parse(body) as object) });
    for (const { n, body } of messages) {
      if (message.parse(JSON.parse(body)).n !== n || n > (last.talk?.last ?? 0))
        throw new Fault(`message ${n} is not what it says`);
    }
    if (assets.some(({ hash, body }) => sha256(body) !== hash)) throw new Fault("an asset is not what it says");
    if (assets.reduce((sum, { body }) => sum + body.length, 0) > ASSETS_BYTES_MAX)
      throw new Fault(`its assets have more than ${ASSETS_BYTES_MAX} bytes`);
    return undefined;
  } catch (error) {
    if (error instanceof z.ZodError) return z.prettifyError(error).slice(0, 300);
    return error instanceof Fault ? error.message : "a state or a part of its log cannot be decoded";
  }
}

// A range outside of its text would stop the room at the next edit.
const isTalk = ({ project, talk }: RoomState) =>
  (talk?.threads ?? []).every(({ file, from, to }) => from <= to && to <= (project.text(file)?.length ?? -1));

function isProject(project: Project): boolean {
  const files = [...project.files()];
  const there = files.filter((file) => !file.entry.deleted);
  const main = project.get(MAIN_FILE)?.entry;
  return (
    main?.kind === "text" &&
    !main.deleted &&
    files.length <= FILES_EVER_MAX &&
    project.length <= PROJECT_LENGTH_MAX &&
    there.reduce((sum, file) => sum + (file.entry.asset?.size ?? 0), 0) <= ASSETS_BYTES_MAX &&
    files.every((file) => entry.safeParse(file.entry).success && file.text.length <= TEXT_LENGTH_MAX) &&
    new Set(there.map((file) => file.entry.path)).size === there.length
  );
}
