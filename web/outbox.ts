// Typing that no room has confirmed yet, on this device's disk: a closed or crashed tab loses nothing.
// One record per client identity; it also remembers the identity itself, so that a person keeps number and colour.
import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { StoredOutbox } from "#collab/outbox";

export type ClientRecord = { client: string; room: string; usedAt: number; outbox: StoredOutbox | undefined };
/** Typing that could not be placed in its room, until its author has taken it. */
export type RecoveredText = { room: string; text: string; because: "restored" | "refused" | "unplaced"; at: number };

interface Schema extends DBSchema {
  clients: { key: string; value: ClientRecord; indexes: { room: string } };
  recovered: { key: number; value: RecoveredText; indexes: { room: string } };
}

/** After this an identity without unconfirmed typing is forgotten. */
const UNUSED_MS_MAX = 90 * 24 * 3_600_000;

let opening: Promise<IDBPDatabase<Schema> | undefined> | undefined;

function database(): Promise<IDBPDatabase<Schema> | undefined> {
  opening ??= openDatabase();
  return opening;
}

async function openDatabase(): Promise<IDBPDatabase<Schema> | undefined> {
  try {
    return await openDB<Schema>("tandem", 1, {
      upgrade(db) {
        db.createObjectStore("clients", { keyPath: "client" }).createIndex("room", "room");
        db.createObjectStore("recovered", { autoIncrement: true }).createIndex("room", "room");
      },
    });
  } catch {
    // Some private windows have no database: then typing lives as long as the page, and the status says so.
    return undefined;
  }
}

/** What is known of a room's clients, those with unconfirmed typing first, then the last used. */
export async function clientsOf(room: string): Promise<ClientRecord[]> {
  const db = await database();
  const records = (await db?.getAllFromIndex("clients", "room", room)) ?? [];
  return records.toSorted(
    (a, b) => Number(b.outbox !== undefined) - Number(a.outbox !== undefined) || b.usedAt - a.usedAt,
  );
}

export async function forgetUnused(now: number): Promise<void> {
  const db = await database();
  for (const { client, outbox, usedAt } of (await db?.getAll("clients")) ?? []) {
    if (!outbox && now - usedAt > UNUSED_MS_MAX) await db?.delete("clients", client);
  }
}

export async function keepRecovered(recovered: RecoveredText): Promise<void> {
  const db = await database();
  await db?.add("recovered", recovered);
}

export async function recoveredOf(room: string): Promise<RecoveredText[]> {
  const db = await database();
  return (await db?.getAllFromIndex("recovered", "room", room)) ?? [];
}

export async function dropRecovered(room: string): Promise<void> {
  const db = await database();
  for (const key of (await db?.getAllKeysFromIndex("recovered", "room", room)) ?? [])
    await db?.delete("recovered", key);
}

/** Writes one client's record as it changes: the newest state at once, states in between only if there is time. */
export class Outbox {
  readonly #client: string;
  readonly #room: string;
  readonly #onKept: (kept: boolean | undefined) => void;
  #db: IDBPDatabase<Schema> | undefined;
  #next: { outbox: StoredOutbox | undefined } | undefined;
  #writing = false;

  private constructor(
    db: IDBPDatabase<Schema> | undefined,
    client: string,
    room: string,
    onKept: (kept: boolean | undefined) => void,
  ) {
    this.#db = db;
    this.#client = client;
    this.#room = room;
    this.#onKept = onKept;
  }

  /** `onKept` hears whether the state given last is on disk; undefined while that is not known yet. */
  static async open(client: string, room: string, onKept: (kept: boolean | undefined) => void): Promise<Outbox> {
    return new Outbox(await database(), client, room, onKept);
  }

  keep(outbox: StoredOutbox | undefined): void {
    this.#next = { outbox };
    this.#onKept(undefined);
    if (!this.#writing) void this.#write();
  }

  /** The page may be gone any moment: hands what is still waiting to the browser now. */
  flush(): void {
    if (this.#next) void this.#write();
  }

  async #write(): Promise<void> {
    const next = this.#next;
    if (!next || !this.#db) return this.#onKept(false);
    this.#next = undefined;
    this.#writing = true;
    try {
      const transaction = this.#db.transaction("clients", "readwrite");
      void transaction.store.put({ client: this.#client, room: this.#room, usedAt: Date.now(), outbox: next.outbox });
      // Without this the commit would wait for a turn of this page, which may never come.
      transaction.commit();
      await transaction.done;
      if (!this.#next) this.#onKept(true);
    } catch {
      // A full disk, most often. The page still has the typing, and the status stops promising more.
      this.#onKept(false);
    }
    this.#writing = false;
    if (this.#next) void this.#write();
  }
}
