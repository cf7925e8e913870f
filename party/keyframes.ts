// The files as they were at some versions, so that every other version is a short replay away.
//
//   keyframe       all files at a version: the short texts, and of a long one at which keyframe it was last written
//   keyframe_text  a long text, written where it had changed since the keyframe before; deflated, in parts
//
// They can all be made again from the log: a room that has lost them, or never had them, gets them as it is looked back at.
import { deflateRawSync } from "node:zlib";
import { Project, type StoredFile } from "#collab/project";
import { partsOf } from "#db/parts";
import { changeOf } from "#party/log-line";
import { inflated, PACKED_LENGTH_MIN, packText, unpackText } from "#party/packed-text";
import { LazyTable } from "#party/lazy-table";
import type { RoomSql } from "#party/room-sql";
import type { FileId } from "#protocol/project";

/** `at`: the keyframe that has the text. */
type KeptFile = StoredFile & { at?: number };

/** What a file takes in a keyframe beside its text, in characters. */
const ENTRY_LENGTH = 100;

export class Keyframes {
  readonly #keyframes: LazyTable;
  readonly #texts: LazyTable;

  constructor(sql: RoomSql) {
    this.#keyframes = new LazyTable(sql, "keyframe");
    this.#texts = new LazyTable(sql, "keyframe_text");
  }

  /** The last one at `version` or before it. */
  before(version: number): number | undefined {
    const query = "SELECT max(version) AS found FROM keyframe WHERE version <= ?";
    return this.#keyframes.row<{ found: number | null }>(query, version)?.found ?? undefined;
  }

  read(version: number): Project {
    const project = Project.stored([]);
    for (const { at, ...file } of this.#filesAt(version)) {
      if (at === undefined) project.put(changeOf(file));
      else project.put({ ...changeOf(file), text: this.#text(file.file, at) });
    }
    return project;
  }

  /** `changed`: what is otherwise than at `before`, the keyframe before this one; without, everything. */
  write(version: number, project: Project, since?: { before: number; changed: ReadonlySet<FileId> }): void {
    const written = new Map(since && this.#filesAt(since.before).map(({ file, at }) => [file, at]));
    const files = [...project.files()].map(({ entry, text }): KeptFile => {
      if (entry.kind !== "text") return entry;
      if (text.length < PACKED_LENGTH_MIN) return { ...entry, text: text.toString() };
      const at = since?.changed.has(entry.file) ? undefined : written.get(entry.file);
      if (at !== undefined) return { ...entry, at };
      for (const [part, body] of partsOf(packText(text)).entries())
        this.#texts.insert(
          "INSERT INTO keyframe_text (file, version, part, body) VALUES (?, ?, ?, ?)",
          entry.file,
          version,
          part,
          body,
        );
      return { ...entry, at: version };
    });
    for (const [part, body] of partsOf(deflateRawSync(JSON.stringify(files))).entries())
      this.#keyframes.insert("INSERT INTO keyframe (version, part, body) VALUES (?, ?, ?)", version, part, body);
  }

  #filesAt(version: number): KeptFile[] {
    const body = this.#keyframes.body("SELECT body FROM keyframe WHERE version = ? ORDER BY part", version);
    if (!body) throw new Error(`There is no keyframe at version ${version}`);
    return JSON.parse(inflated(body).toString("utf8")) as KeptFile[];
  }

  #text(file: FileId, version: number) {
    const query = "SELECT body FROM keyframe_text WHERE file = ? AND version = ? ORDER BY part";
    const body = this.#texts.body(query, file, version);
    if (!body) throw new Error(`The keyframe at version ${version} lacks the text of file ${file}`);
    return unpackText(body);
  }
}

/** What a keyframe takes, in characters, when these files have changed since the one before. */
export function lengthOfKeyframe(project: Project, changed: ReadonlySet<FileId>): number {
  let length = 0;
  for (const { entry, text } of project.files()) length += ENTRY_LENGTH + (changed.has(entry.file) ? text.length : 0);
  return length;
}
