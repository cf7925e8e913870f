// How much a server keeps of a room: bytes in its tables, and bytes of its files.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sizeOf } from "./machine.ts";
import type { Figures } from "./scenario.ts";

/** Of a stopped server: `object` is the room's own storage, `library` what D1 has of it. */
export function storedSizes(dataDir: string): Figures {
  const sizes = { objectBodiesKB: 0, objectFileKB: 0, libraryBodiesKB: 0, libraryFileKB: 0 };
  for (const name of readdirSync(dataDir, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".sqlite") || name.endsWith("metadata.sqlite") || name.startsWith("cache")) continue;
    const path = join(dataDir, name);
    const database = new DatabaseSync(path);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const bodies = bytesInTables(database) / 1000;
    database.close();
    const part = name.startsWith("d1/") ? "library" : "object";
    sizes[`${part}BodiesKB`] += bodies;
    sizes[`${part}FileKB`] += sizeOf(path) / 1000;
  }
  return sizes;
}

function bytesInTables(database: DatabaseSync): number {
  const columns = database
    .prepare(
      `SELECT m.name AS tableName, c.name AS columnName FROM sqlite_schema m, pragma_table_info(m.name) c
       WHERE m.type = 'table' AND m.name NOT LIKE '\\_cf\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         AND m.name <> 'd1_migrations' AND upper(c.type) IN ('TEXT', 'BLOB')`,
    )
    .all();
  const sizes = columns.map(({ tableName, columnName }) => {
    const row = database
      .prepare(`SELECT sum(length(CAST("${columnName}" AS BLOB))) AS bytes FROM "${tableName}"`)
      .get();
    return Number(row?.["bytes"] ?? 0);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}
