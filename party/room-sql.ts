// The object's SQLite, with the rows counted that are written: they are what the platform bills.
import { joined } from "#db/parts";

export type Binding = string | number | Uint8Array | null;

export class RoomSql {
  /** In this life of the object. */
  rowsWritten = 0;
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  run(query: string, ...bindings: Binding[]): void {
    this.rowsWritten += this.#sql.exec(query, ...bindings).rowsWritten;
  }

  rows<R extends Record<string, SqlStorageValue>>(query: string, ...bindings: Binding[]): R[] {
    return this.#sql.exec<R>(query, ...bindings).toArray();
  }

  row<R extends Record<string, SqlStorageValue>>(query: string, ...bindings: Binding[]): R {
    return this.#sql.exec<R>(query, ...bindings).one();
  }

  /** The body whose parts the rows of a query are, in their order; undefined when there are none. */
  body(query: string, ...bindings: Binding[]): Uint8Array | undefined {
    const parts = this.rows<{ body: ArrayBuffer }>(query, ...bindings);
    return parts.length > 0 ? joined(parts.map(({ body }) => new Uint8Array(body))) : undefined;
  }
}
