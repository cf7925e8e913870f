// The marks on the room's history in the object's SQLite, on their way to D1.
//
//   mark  `body` is JSON, and empty of one that is deleted and that D1 may still have. `saved`: D1 has it as it is here.
import type { Refusal } from "#collab/room-events";
import type { MarkChanges, MarkRow } from "#db/marks";
import { LazyTable } from "#party/lazy-table";
import type { RoomSql } from "#party/room-sql";
import { FORK_MARKS_MAX, MARKS_MAX } from "#protocol/limits";
import type { Mark } from "#protocol/mark";

type Row = Omit<MarkRow, "roomId">;
type Body = Omit<Mark, "id" | "version" | "kind" | "time">;

export class MarkStore {
  readonly #table: LazyTable;
  /** Counts changes: what D1 took of an earlier count is not all. */
  #changes = 0;
  #behind: boolean;

  /** The room's storage has been opened, and has its tables. */
  constructor(sql: RoomSql) {
    this.#table = new LazyTable(sql, "mark");
    this.#behind = this.#table.rows("SELECT 1 FROM mark WHERE saved = 0 LIMIT 1").length > 0;
  }

  /** All that are there, by their versions. */
  list(): Mark[] {
    return this.#table
      .rows<Row>("SELECT id, version, kind, body, time FROM mark WHERE body <> '' ORDER BY version, id")
      .map(markOf);
  }

  get(id: number): Mark | undefined {
    const [row] = this.#table.rows<Row>(
      "SELECT id, version, kind, body, time FROM mark WHERE id = ? AND body <> ''",
      id,
    );
    return row && markOf(row);
  }

  /** The version must be one of the room's. The oldest fork makes way for one too many. */
  add({ version, kind, time, ...body }: Omit<Mark, "id">): Mark | Refusal {
    if (kind === "fork") this.#makeWayForFork();
    const kept = this.#table.row<{ count: number }>("SELECT count(*) AS count FROM mark WHERE body <> ''");
    if ((kept?.count ?? 0) >= MARKS_MAX)
      return { refused: "too_large", detail: `A room has at most ${MARKS_MAX} marks` };
    const ids = this.#table.row<{ last: number | null }>("SELECT max(id) AS last FROM mark");
    const id = (ids?.last ?? 0) + 1;
    this.#table.insert(
      "INSERT INTO mark (id, version, kind, body, time, saved) VALUES (?, ?, ?, ?, ?, 0)",
      id,
      version,
      kind,
      JSON.stringify(body),
      time,
    );
    this.#changed();
    return { id, version, kind, time, ...body };
  }

  /** Undefined when there is none with this id. */
  rename(id: number, given: Pick<Mark, "name" | "user" | "by">): Mark | undefined {
    const found = this.get(id);
    if (!found) return undefined;
    const { id: _id, version, kind, time, by: _by, ...before } = found;
    const body: Body = { ...before, ...given };
    this.#table.run("UPDATE mark SET body = ?, saved = 0 WHERE id = ?", JSON.stringify(body), id);
    this.#changed();
    return { id, version, kind, time, ...body };
  }

  /** False when there is none with this id. */
  delete(id: number): boolean {
    if (!this.get(id)) return false;
    this.#table.run("UPDATE mark SET body = '', saved = 0 WHERE id = ?", id);
    this.#changed();
    return true;
  }

  #makeWayForFork(): void {
    const forks = this.#table.rows<{ id: number }>(
      "SELECT id FROM mark WHERE kind = 'fork' AND body <> '' ORDER BY id",
    );
    for (const { id } of forks.slice(0, Math.max(0, forks.length - FORK_MARKS_MAX + 1))) this.delete(id);
  }

  #changed(): void {
    this.#changes++;
    this.#behind = true;
  }

  // --- D1 ---

  /** D1 does not have them as they are. */
  get behind(): boolean {
    return this.#behind;
  }

  /** What D1 lacks; `saved` is to be called when it has it. */
  unsaved(): { changes: MarkChanges; saved: () => void } {
    const rows = this.#behind
      ? this.#table.rows<Row>("SELECT id, version, kind, body, time FROM mark WHERE saved = 0 ORDER BY id")
      : [];
    const changes = this.#changes;
    const [gone, changed] = [rows.filter(({ body }) => body === ""), rows.filter(({ body }) => body !== "")];
    return {
      changes: { changed, gone: gone.map(({ id }) => id) },
      saved: () => {
        if (rows.length === 0 || this.#changes !== changes) return; // told again, with what came meanwhile
        this.#table.run("DELETE FROM mark WHERE body = ''");
        this.#table.run("UPDATE mark SET saved = 1 WHERE saved = 0");
        this.#behind = false;
      },
    };
  }
}

/** Puts those into empty tables that D1 has. */
export function putMarks(sql: RoomSql, marks: readonly MarkRow[]): void {
  const table = new LazyTable(sql, "mark");
  for (const { id, version, kind, body, time } of marks)
    table.insert(
      "INSERT INTO mark (id, version, kind, body, time, saved) VALUES (?, ?, ?, ?, ?, 1)",
      id,
      version,
      kind,
      body,
      time,
    );
}

const markOf = ({ id, version, kind, body, time }: Row): Mark => ({
  id,
  version,
  kind: kind as Mark["kind"],
  time,
  ...(JSON.parse(body) as Body),
});
