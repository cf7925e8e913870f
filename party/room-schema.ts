// The tables of a room's own SQLite. A room that is made gets those of `newTables`; one that was made before is brought there
// by numbered steps: step n leads from schema n - 1 to schema n. What is deployed may wake any room that was ever made, so a
// step is never edited once it has been released; a change is one more step, which new rooms take too, until `newTables`
// have it. The room's row says which schema its tables have. What the tables are for stands in
// room-store.ts, stored-log.ts, keyframes.ts, run-store.ts, mark-store.ts, asset-store.ts and talk-store.ts.

export type SchemaStep = (sql: SqlStorage) => void;

/** The schema of `newTables` and `lazyTables`. */
const NEW_SCHEMA = 5;

const newTables = `
  CREATE TABLE room (id INTEGER PRIMARY KEY CHECK (id = 1), schema INTEGER NOT NULL, language TEXT NOT NULL,
    title TEXT NOT NULL, checkpointed INTEGER NOT NULL, said INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE snapshot (version INTEGER NOT NULL, part INTEGER NOT NULL, stays INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (version, part)) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (start INTEGER NOT NULL, part INTEGER NOT NULL, through INTEGER NOT NULL,
    body BLOB NOT NULL, head TEXT, PRIMARY KEY (start, part)) STRICT, WITHOUT ROWID;
  CREATE TABLE tail (start INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
  CREATE TABLE member (user INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
`;

/** Made with their first row (lazy-table.ts). A step that changes one must bear that it is not there. */
export const lazyTables = {
  run: `CREATE TABLE run (keep INTEGER NOT NULL, part INTEGER NOT NULL, run TEXT NOT NULL,
    saved INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (keep, part)) STRICT, WITHOUT ROWID`,
  keyframe: `CREATE TABLE keyframe (version INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (version, part)) STRICT, WITHOUT ROWID`,
  keyframe_text: `CREATE TABLE keyframe_text (file INTEGER NOT NULL, version INTEGER NOT NULL, part INTEGER NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (file, version, part)) STRICT, WITHOUT ROWID`,
  mark: `CREATE TABLE mark (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
    time INTEGER NOT NULL, saved INTEGER NOT NULL) STRICT`,
  asset:
    "CREATE TABLE asset (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, saved INTEGER NOT NULL) STRICT, WITHOUT ROWID",
  asset_part: `CREATE TABLE asset_part (hash TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (hash, part)) STRICT, WITHOUT ROWID`,
  message: "CREATE TABLE message (n INTEGER PRIMARY KEY, thread INTEGER, body TEXT NOT NULL) STRICT",
  thread: `CREATE TABLE thread (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL,
    saved INTEGER NOT NULL) STRICT`,
} as const;

export const schemaSteps: readonly SchemaStep[] = [
  (sql) =>
    sql.exec(`
      CREATE TABLE room (id INTEGER PRIMARY KEY CHECK (id = 1), schema INTEGER NOT NULL,
        language TEXT NOT NULL, title TEXT NOT NULL, checkpointed INTEGER NOT NULL) STRICT;
      CREATE TABLE snapshot (version INTEGER NOT NULL, part INTEGER NOT NULL, stays INTEGER NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (version, part)) STRICT, WITHOUT ROWID;
      CREATE TABLE chunk (start INTEGER NOT NULL, part INTEGER NOT NULL, through INTEGER NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (start, part)) STRICT, WITHOUT ROWID;
      CREATE TABLE tail (start INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
      CREATE TABLE member (user INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT;
    `),
  // Before there were steps, rooms got this table when a Tandem that runs programs first opened them.
  (sql) =>
    sql.exec(`
      CREATE TABLE IF NOT EXISTS run (keep INTEGER NOT NULL, part INTEGER NOT NULL, run TEXT NOT NULL,
        saved INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (keep, part)) STRICT, WITHOUT ROWID;
    `),
  // Rooms became projects: what else they keep, and how history is opened and vouched for.
  (sql) =>
    sql.exec(`
      ALTER TABLE chunk ADD COLUMN head TEXT;
      CREATE TABLE keyframe (version INTEGER NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (version, part)) STRICT, WITHOUT ROWID;
      CREATE TABLE keyframe_text (file INTEGER NOT NULL, version INTEGER NOT NULL, part INTEGER NOT NULL,
        body BLOB NOT NULL, PRIMARY KEY (file, version, part)) STRICT, WITHOUT ROWID;
      CREATE TABLE mark (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL,
        time INTEGER NOT NULL, saved INTEGER NOT NULL) STRICT;
      CREATE TABLE asset (hash TEXT PRIMARY KEY, size INTEGER NOT NULL, saved INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE asset_part (hash TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
        PRIMARY KEY (hash, part)) STRICT, WITHOUT ROWID;
    `),
  // People talk.
  (sql) =>
    sql.exec(`
      ALTER TABLE room ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
      CREATE TABLE message (n INTEGER PRIMARY KEY, thread INTEGER, body TEXT NOT NULL) STRICT;
      CREATE TABLE thread (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, body TEXT NOT NULL,
        saved INTEGER NOT NULL) STRICT;
    `),
  // The hash chain has links of more than one edit: heads of before are no longer what they say.
  (sql) => sql.exec("UPDATE chunk SET head = NULL"),
];

/** Tables that a later Tandem has written: it has been deployed, and this older one after it. */
export class NewerSchema extends Error {
  constructor(found: number, known: number) {
    super(`The room's storage has schema ${found}, this code knows ${known}`);
  }
}

/** Brings the tables of a room that is there to the newest schema, all of the way or not at all; false when there is no room. */
export function upgradeSchema(storage: DurableObjectStorage, steps: readonly SchemaStep[]): boolean {
  const { sql } = storage;
  if (!isThere(sql)) return false;
  const [room] = sql.exec<{ schema: number }>("SELECT schema FROM room").toArray();
  if (!room) return false;
  if (room.schema > steps.length) throw new NewerSchema(room.schema, steps.length);
  if (room.schema < steps.length) {
    storage.transactionSync(() => {
      for (const step of steps.slice(room.schema)) step(sql);
      sql.exec("UPDATE room SET schema = ?", steps.length);
    });
  }
  return true;
}

/** Empty tables of the newest schema, whatever was there; lazy ones are not there. */
export function newSchema(sql: SqlStorage, steps: readonly SchemaStep[]): void {
  const tables = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*' AND name NOT GLOB 'sqlite_*'",
  );
  for (const { name } of tables.toArray()) sql.exec(`DROP TABLE "${name}"`);
  sql.exec(newTables);
  for (const step of steps.slice(NEW_SCHEMA)) step(sql);
}

const isThere = (sql: SqlStorage) =>
  sql.exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'room'").toArray().length > 0;
