// The library: what every room leaves behind in D1. One database for all rooms, so rows are few and bounded.
import { blob, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A room as it was at its last checkpoint. Times in ms since the epoch. */
export const rooms = sqliteTable("rooms", {
  id: text().primaryKey(),
  viewId: text("view_id").notNull().unique(),
  title: text().notNull(),
  language: text().notNull(),
  version: integer().notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

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
    body: blob({ mode: "buffer" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.roomId, table.start, table.part] })],
);
