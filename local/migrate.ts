// Brings a local D1 database up to date. Same table and order as `wrangler d1 migrations apply`, so either may go on
// where the other stopped.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Miniflare } from "miniflare";

export async function migrate(db: Awaited<ReturnType<Miniflare["getD1Database"]>>, directory: string): Promise<void> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations(
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
       )`,
    )
    .run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const names = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(".sql")) : [];
  names.sort((a, b) => Number.parseInt(a) - Number.parseInt(b));
  for (const name of names.filter((name) => !applied.has(name))) {
    // drizzle-kit marks where a statement ends, because a semicolon need not.
    const statements = readFileSync(join(directory, name), "utf8").split("--> statement-breakpoint");
    // One batch is one transaction: a migration is done and noted, or neither.
    await db.batch([
      ...statements.map((sql) => db.prepare(sql)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
}
