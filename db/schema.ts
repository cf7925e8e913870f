// The library: what every room leaves behind in D1. One database for all rooms, so rows are few and bounded.
import { blob, index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A room as it was at its last checkpoint. Times in ms since the epoch. */
export const rooms = sqliteTable(
  "rooms",
  {
    id: text().primaryKey(),
    viewId: text("view_id").notNull().unique(),
    title: text().notNull(),
    language: text().notNull(),
    version: integer().notNull(),
    createdAt: integer("created_at").notNull(),
    updatedAt: integer("updated_at").notNull(),
    /** When somebody last came, to the day: another visit within a day is not noted. 0: not since visits are noted. */
    visitedAt: integer("visited_at").notNull().default(0),
    /** Of a fork: the view id, the version and the title of the room that it goes on from. */
    forkedFrom: text("forked_from"),
    forkedVersion: integer("forked_version"),
    forkedTitle: text("forked_title"),
  },
  (table) => [index("rooms_visited").on(table.visitedAt)],
);

/** The room's state at a version, cut into parts that fit a row: how it began, and how it was at its last checkpoint. */
export const snapshots = sqliteTable(
  "snapshots",
  {
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    part: integer().notNull(),
    body: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.version, table.part] })],
);

/** The op log in chunks: edits `start` … `through`. The last chunk is rewritten until it is full. */
export const logChunks = sqliteTable(
  "log_chunks",
  {
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    start: integer().notNull(),
    part: integer().notNull(),
    through: integer().notNull(),
    /** The hash chain's head behind the last link that ends in it, with the first part; null where nobody has computed it. */
    head: text(),
    body: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.start, table.part] })],
);

/** What a room's files that are no text consist of, by their SHA-256, in parts. `size` is that of the whole, in bytes. */
export const assets = sqliteTable(
  "assets",
  {
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    hash: text().notNull(),
    part: integer().notNull(),
    size: integer().notNull(),
    body: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.hash, table.part] })],
);

/** Versions of a room that have a name, or that something was made from. `body` is JSON; `time` in ms since the epoch. */
export const marks = sqliteTable(
  "marks",
  {
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    id: integer().notNull(),
    version: integer().notNull(),
    kind: text().notNull(),
    body: text().notNull(),
    time: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.id] })],
);

/** What was said in the rooms: the last messages of each. `body` is JSON. */
export const messages = sqliteTable(
  "messages",
  {
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    n: integer().notNull(),
    body: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.n] })],
);

/** How the rooms' programs ran: the last ones of each room. `transcript` is the end of what was written and typed, as JSON. */
export const runs = sqliteTable(
  "runs",
  {
    id: text().primaryKey(),
    roomId: text("room_id")
      .notNull()
      .references(() => rooms.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    language: text().notNull(),
    user: integer().notNull(),
    name: text().notNull(),
    /** ISO 8601, which sorts as it stands. */
    startedAt: text("started_at").notNull(),
    /** The file that ran and its path then, where it was not the main one. */
    file: integer(),
    path: text(),
    status: text().notNull(),
    exitCode: integer("exit_code"),
    signal: text(),
    detail: text(),
    truncated: integer({ mode: "boolean" }).notNull(),
    wallMs: real("wall_ms").notNull(),
    cpuMs: real("cpu_ms").notNull(),
    memoryKb: integer("memory_kb").notNull(),
    /** The end of its input: what it was given, and what was typed. */
    input: text().notNull(),
    transcript: text().notNull(),
    /** Characters of the transcript that are not kept. */
    skipped: integer().notNull(),
  },
  (table) => [index("runs_room_started").on(table.roomId, table.startedAt)],
);
