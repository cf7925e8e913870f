// What was said in the room, in the object's SQLite, on its way to D1.
//
//   message  `n`, and in which thread; `body` is JSON. Of those long past only the first of each thread stays.
//   thread   threads that began or were resolved since the latest snapshot of the room's state, which has all the others.
//            `saved`: D1 has it
//   room     `said`: the last message that D1 has
import type { Commit } from "#collab/commit";
import type { LoggedEdit } from "#collab/edit-log";
import type { RoomState } from "#collab/room-events";
import { threadsSince } from "#collab/room-talk";
import type { MessageChanges, MessageRow } from "#db/messages";
import { LazyTable } from "#party/lazy-table";
import type { RoomSql } from "#party/room-sql";
import { MESSAGES_KEPT_MAX, MESSAGES_LENGTH_KEPT_MAX } from "#protocol/limits";
import type { Message, Thread, ThreadsAnswer } from "#protocol/talk";

/** So many messages come between two looks at what is too many of them. */
const PRUNE_EVERY = 100;
/** Messages of threads that are told with them; of long threads the rest is asked for. */
const THREAD_MESSAGES_MAX = 2_000;

export class TalkStore {
  readonly #sql: RoomSql;
  readonly #messageRows: LazyTable;
  readonly #threadRows: LazyTable;
  /** The last message that D1 has, and whether it has the threads as they are here. */
  #said: number;
  #last: number;
  #threads: number;

  /** The room's storage has been opened, and has its tables. */
  constructor(sql: RoomSql) {
    this.#sql = sql;
    this.#messageRows = new LazyTable(sql, "message");
    this.#threadRows = new LazyTable(sql, "thread");
    this.#said = sql.row<{ said: number }>("SELECT said FROM room").said;
    this.#last = lastOf(this.#messageRows);
    const lacking = "SELECT count(*) AS lacking FROM thread WHERE saved = 0";
    this.#threads = this.#threadRows.row<{ lacking: number }>(lacking)?.lacking ?? 0;
  }

  /** Makes what was said durable: after this returns, and the output gate opens, it survives any crash. */
  keep({ said, threads }: Pick<Commit, "said" | "threads">, state: Readonly<Pick<RoomState, "talk">>): void {
    for (const { thread, version } of threads.values()) {
      const body = JSON.stringify(thread);
      this.#threadRows.insert(
        "INSERT OR REPLACE INTO thread (id, version, body, saved) VALUES (?, ?, ?, 0)",
        thread.id,
        version,
        body,
      );
      this.#threads++;
    }
    for (const message of said) {
      putMessage(this.#messageRows, message.n, message.thread, JSON.stringify(message));
      this.#last = message.n;
      if (message.n % PRUNE_EVERY === 0) this.#prune(state.talk?.threads ?? []);
    }
  }

  #prune(threads: readonly Thread[]): void {
    const pruned = this.#messageRows.row<{ before: number | null }>(
      "SELECT max(n) AS before FROM (SELECT n, sum(length(body)) OVER (ORDER BY n DESC) AS length FROM message) WHERE n <= ? OR length > ?",
      this.#last - MESSAGES_KEPT_MAX,
      MESSAGES_LENGTH_KEPT_MAX,
    );
    if (pruned?.before)
      this.#messageRows.run(
        "DELETE FROM message WHERE n <= ? AND n NOT IN (SELECT value FROM json_each(?))",
        pruned.before,
        JSON.stringify(threads.map(({ id }) => id)),
      );
  }

  /** The newest messages before a number, oldest first; with `thread` those of one thread. */
  messages(limit: number, before?: number, thread?: number): Message[] {
    const rows = this.#messageRows.rows<{ body: string }>(
      "SELECT body FROM message WHERE n < ?1 AND (?2 IS NULL OR thread = ?2) ORDER BY n DESC LIMIT ?3",
      before ?? Number.MAX_SAFE_INTEGER,
      thread ?? null,
      limit,
    );
    return rows.map(({ body }) => JSON.parse(body) as Message).toReversed();
  }

  /** Threads with what was said in them. */
  withMessages(threads: readonly Thread[]): ThreadsAnswer["threads"] {
    const rows = this.#messageRows.rows<{ body: string }>(
      "SELECT body FROM message WHERE thread = n UNION ALL SELECT body FROM (SELECT body FROM message WHERE thread <> n ORDER BY n DESC LIMIT ?)",
      THREAD_MESSAGES_MAX,
    );
    const said = rows.map(({ body }) => JSON.parse(body) as Message).toSorted((a, b) => a.n - b.n);
    const byThread = Map.groupBy(said, ({ thread }) => thread);
    return threads.map((thread) => ({ ...thread, messages: byThread.get(thread.id) ?? [] }));
  }

  // --- D1 ---

  /** D1 does not have all of it. */
  get behind(): boolean {
    return this.#last > this.#said || this.#threads > 0;
  }

  /** What D1 lacks; `saved` is to be called when it has it, and the state that goes with it. */
  unsaved(): { changes: MessageChanges; saved: () => void } {
    const [last, threads] = [this.#last, this.#threads];
    const said =
      last > this.#said
        ? this.#messageRows.rows<MessageRow>("SELECT n, body FROM message WHERE n > ? ORDER BY n", this.#said)
        : [];
    const count = this.#messageRows.row<{ count: number }>("SELECT count(*) AS count FROM message")?.count ?? 0;
    // Where some have left here, D1 is told which of those that it has are still there.
    const kept =
      said.length > 0 && count < last
        ? this.#messageRows.rows<{ n: number }>("SELECT n FROM message WHERE n <= ?", this.#said).map(({ n }) => n)
        : undefined;
    return {
      changes: { said, through: this.#said, kept },
      saved: () => {
        if (last > this.#said) {
          this.#sql.run("UPDATE room SET said = ?", last);
          this.#said = last;
        }
        if (threads === 0 || this.#threads !== threads) return; // told again, with what came meanwhile
        this.#threadRows.run("UPDATE thread SET saved = 1 WHERE saved = 0");
        this.#threads = 0;
      },
    };
  }
}

/** What is told of the talk when the room wakes: `state` is of a snapshot, `edits` came since. */
export function loadTalk(sql: RoomSql, state: RoomState, edits: readonly LoggedEdit[]): void {
  const query = "SELECT version, body FROM thread ORDER BY version, id";
  const rows = new LazyTable(sql, "thread").rows<{ version: number; body: string }>(query);
  const kept = rows.map(({ version, body }) => ({ version, thread: JSON.parse(body) as Thread }));
  state.talk = {
    last: lastOf(new LazyTable(sql, "message")),
    threads: threadsSince(state.talk?.threads ?? [], edits, kept),
  };
}

/** Puts those into empty tables that D1 has. */
export function putMessages(sql: RoomSql, messages: readonly MessageRow[]): void {
  if (messages.length === 0) return;
  const table = new LazyTable(sql, "message");
  for (const { n, body } of messages) putMessage(table, n, (JSON.parse(body) as Message).thread, body);
  sql.run("UPDATE room SET said = ?", lastOf(table));
}

const putMessage = (table: LazyTable, n: number, thread: number | undefined, body: string) =>
  table.insert("INSERT INTO message (n, thread, body) VALUES (?, ?, ?)", n, thread ?? null, body);
const lastOf = (table: LazyTable) =>
  table.row<{ last: number | null }>("SELECT max(n) AS last FROM message")?.last ?? 0;
