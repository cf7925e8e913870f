// How queries reach the library. Reads may go to a replica nearby, which lags a little; what a session has read or written
// it never sees older again.
import { drizzle } from "drizzle-orm/d1";

/** The database itself, which is the primary, or a session of it. */
export type Library = D1Database | D1DatabaseSession;

/** Of the database, Drizzle uses `prepare` and `batch`, and a session has both. */
export const queries = (library: Library) => drizzle(library as D1Database);

/** A session that begins at any replica, or at one that has what `bookmark` names. */
export const nearby = (db: D1Database, bookmark?: string | null): D1DatabaseSession =>
  db.withSession(bookmark ?? "first-unconstrained");
