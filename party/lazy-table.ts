// A table that is made with its first row: most rooms never say, mark, run or upload anything, and in an object that many
// rooms share the machine with, an empty table takes 12 KB of memory (measured), and a page of the disk.
import type { Binding, RoomSql } from "#party/room-sql";
import { lazyTables } from "#party/room-schema";

/** Queries name no other lazy table. */
export class LazyTable {
  readonly #sql: RoomSql;
  readonly #name: keyof typeof lazyTables;

  constructor(sql: RoomSql, name: keyof typeof lazyTables) {
    this.#sql = sql;
    this.#name = name;
  }

  // Not remembered: a transaction that is rolled back takes its tables along.
  get #isThere(): boolean {
    return this.#sql.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", this.#name).length > 0;
  }

  insert(query: string, ...bindings: Binding[]): void {
    if (!this.#isThere) this.#sql.run(lazyTables[this.#name]);
    this.#sql.run(query, ...bindings);
  }

  /** Changes rows that are there. */
  run(query: string, ...bindings: Binding[]): void {
    if (this.#isThere) this.#sql.run(query, ...bindings);
  }

  rows<R extends Record<string, SqlStorageValue>>(query: string, ...bindings: Binding[]): R[] {
    return this.#isThere ? this.#sql.rows<R>(query, ...bindings) : [];
  }

  /** The one row that an aggregate gives; undefined when there are no rows to count. */
  row<R extends Record<string, SqlStorageValue>>(query: string, ...bindings: Binding[]): R | undefined {
    return this.#isThere ? this.#sql.row<R>(query, ...bindings) : undefined;
  }

  /** As RoomSql's. */
  body(query: string, ...bindings: Binding[]): Uint8Array | undefined {
    return this.#isThere ? this.#sql.body(query, ...bindings) : undefined;
  }
}
