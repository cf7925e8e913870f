// What the worker asks of a room's history.
import { randomUUID } from "node:crypto";
import { Blame } from "#collab/blame";
import { canonicalLine } from "#collab/canonical";
import { authorOf } from "#collab/edit-log";
import { Project } from "#collab/project";
import type { Refusal, RoomState } from "#collab/room-events";
import { createRoom, type RoomRow } from "#db/rooms";
import type { Loaded } from "#party/live-room";
import { exportLog, verify } from "#party/log-proof";
import { projectAt } from "#party/moment";
import { encodeState } from "#party/room-state";
import type { RoomStore } from "#party/room-store";
import { PART_EDITS } from "#party/turns";
import type { Moment } from "#protocol/file-rest";
import type { BlameAnswer, HistoryAnswer } from "#protocol/history-rest";
import { EDITS_PAGE_LENGTH_MAX } from "#protocol/limits";
import type { Mark } from "#protocol/mark";
import type { FileId } from "#protocol/project";

/** What the room itself knows; its runs and where it comes from, the library does. */
export type RoomHistory = Pick<HistoryAnswer, "version" | "last" | "people" | "marks">;
export type NewFork = Pick<RoomRow, "id" | "viewId" | "title" | "language" | "createdAt"> & { version: number };

/** Stretches that one person wrote within so many ms are told as one. */
const TOGETHER_MS = 60_000;

export const noVersion: Refusal = { refused: "version_unknown", detail: "The room has no such version" };
export const noFile: Refusal = { refused: "unknown_file", detail: "The room has no such file" };
export const noMark: Refusal = { refused: "unknown_file", detail: "The room has no such mark" };

export function historyOf({ engine, store, marks }: Loaded): RoomHistory {
  const { version, members } = engine.state;
  const [newest] = version > 0 ? (store.since(version - 1) ?? []) : [];
  return {
    version,
    last: newest?.time ?? 0,
    people: members.map(({ user, name }) => ({ user, name })),
    marks: marks.list(),
  };
}

/** Edits behind a version as the lines of collab/canonical.ts, as many as make a page. */
export function editsAfter({ engine, store }: Loaded, after: number, limit: number): string[] | Refusal {
  if (after > engine.state.version) return noVersion;
  const lines: string[] = [];
  let length = 0;
  for (const edit of store.since(after, after + limit) ?? []) {
    const line = canonicalLine(edit);
    length += line.length;
    if (lines.length > 0 && length > EDITS_PAGE_LENGTH_MAX) break;
    lines.push(line);
  }
  return lines;
}

export const verified = ({ engine, store }: Loaded) => verify(store, engine.state);

/** Lines of JSON, as they are computed. */
export function exported({ engine, store }: Loaded): ReadableStream<Uint8Array> {
  const lines = exportLog(store, engine.state);
  const encoder = new TextEncoder();
  return new ReadableStream({
    type: "bytes",
    async pull(controller) {
      const { value, done } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    cancel: () => void lines.return(undefined),
  });
}

/** Who wrote a file's text as it was at `version`; `authors` of the versions that stand there. */
type KeptBlame = {
  file: FileId;
  version: number;
  blame: Blame | undefined;
  authors: Map<number, { user: number; time: number }>;
};

// Of each room the last: who types and looks at who wrote asks again and again, and only for what came since.
const keptBlames = new WeakMap<RoomStore, KeptBlame>();
/** A hundred bytes each. */
const STRETCHES_KEPT_MAX = 50_000;

function blameAtBeginning(store: RoomStore, file: FileId): KeptBlame {
  const begun = store.projectAt(0)?.text(file);
  return { file, version: 0, blame: begun && new Blame(begun.length, 0), authors: new Map() };
}

/** Who wrote what of a file: by its number, which a rename does not change. */
export async function blameOf(
  { engine, store }: Pick<Loaded, "engine" | "store">,
  path: string,
  moment: Moment | undefined,
): Promise<BlameAnswer | Refusal> {
  const found = projectAt(store, engine.state, moment);
  const file = found?.project.at(path)?.entry;
  if (!found) return noVersion;
  if (file?.kind !== "text") return noFile;
  const known = keptBlames.get(store);
  keptBlames.delete(store); // another question that comes meanwhile has one of its own
  const goesOn = known?.file === file.file && known.version <= found.version;
  const kept = goesOn ? known : blameAtBeginning(store, file.file);
  const { authors } = kept;
  while (kept.version < found.version) {
    const through = Math.min(found.version, kept.version + PART_EDITS);
    for (const edit of store.since(kept.version, through) ?? []) {
      const made = edit.tree?.find((change) => change.file === file.file && change.text)?.text;
      if (made) kept.blame = new Blame(made.length, edit.version);
      else if (edit.file === file.file) kept.blame?.edit(edit.changes, edit.version);
      else continue;
      authors.set(edit.version, { user: authorOf(edit), time: edit.time });
    }
    kept.version = through;
    await store.turns.next();
  }
  const stretches = kept.blame?.stretches() ?? [];
  if (stretches.length <= STRETCHES_KEPT_MAX) {
    const told = new Set(stretches.map(({ version }) => version));
    for (const version of authors.keys()) if (!told.has(version)) authors.delete(version);
    keptBlames.set(store, kept);
  }
  const spans: BlameAnswer["spans"] = [];
  let from = 0;
  for (const { length, version } of stretches) {
    const { user, time } = authors.get(version) ?? { user: 0, time: 0 };
    const last = spans.at(-1);
    if (last?.user === user && Math.abs(last.time - time) < TOGETHER_MS) {
      last.to += length;
      last.version = Math.max(last.version, version);
    } else spans.push({ from, to: from + length, user, version, time });
    from += length;
  }
  return { version: found.version, length: from, spans };
}

export function nameVersion(
  { engine, marks }: Loaded,
  { name, version = engine.state.version, time, key }: { name: string; version?: number; time: number; key?: Key },
): Mark | Refusal {
  if (version > engine.state.version) return noVersion;
  return marks.add({ version, kind: "name", name, time, ...makerOf(engine.state, key) });
}

/** Whoever gives it another name is who named it. */
export const renameMark = ({ engine, marks }: Loaded, id: number, name: string, key: Key): Mark | Refusal =>
  marks.rename(id, { name, ...makerOf(engine.state, key) }) ?? noMark;

/** Stands for the client id that a request says. */
type Key = string | undefined;

function makerOf({ members }: Readonly<RoomState>, key: Key): Pick<Mark, "user" | "by"> {
  const member = key === undefined ? undefined : members.find((one) => one.key === key);
  return member ? { user: member.user, by: member.name } : { user: 0 };
}

/** Makes another room of a version: in D1, from where its object is born. The files keep their numbers; what is deleted stays behind. */
export async function forked(
  room: Loaded,
  db: D1Database,
  { version, title, time, key }: { version: number | undefined; title: string | undefined; time: number; key: Key },
): Promise<NewFork | Refusal> {
  const { state } = room.engine;
  const found = projectAt(room.store, state, version === undefined ? undefined : { version });
  if (!found) return noVersion;
  const files = found.project.stored().filter(({ deleted }) => !deleted);
  const fork = { roomId: randomUUID(), viewId: randomUUID(), title: title ?? state.title, language: state.language };
  const born: RoomState = {
    ...fork,
    epoch: "",
    version: 0,
    project: Project.stored(files),
    nextUser: 1,
    members: [],
  };
  const { roomId: id, ...names } = fork;
  const from = { forkedFrom: state.viewId, forkedVersion: found.version, forkedTitle: state.title };
  const row: RoomRow = { id, ...names, version: 0, createdAt: time, updatedAt: time, visitedAt: time, ...from };
  await room.assets.save(); // the fork gets them from D1
  const hashes = [...new Set(files.flatMap(({ asset }) => (asset ? [asset.hash] : [])))];
  await createRoom(db, row, encodeState(born), { from: state.roomId, hashes });
  room.marks.add({ version: found.version, kind: "fork", room: fork.viewId, time, ...makerOf(state, key) });
  return { id, ...names, createdAt: time, version: found.version };
}
