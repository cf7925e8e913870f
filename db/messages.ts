// What was said in rooms, in the library.
import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { queries } from "#db/library";
import { messages } from "#db/schema";

export type MessageRow = Omit<typeof messages.$inferSelect, "roomId">;

/** What the library lacks; and of those up to `through` which are still kept, unless all of them are. */
export type MessageChanges = { said: readonly MessageRow[]; through: number; kept: readonly number[] | undefined };

type Queries = ReturnType<typeof queries>;

/** A statement of D1 takes a hundred values. */
const ROWS_PER_STATEMENT = 30;

export const messagesOf = (library: Queries, roomId: string) =>
  library
    .select({ n: messages.n, body: messages.body })
    .from(messages)
    .where(eq(messages.roomId, roomId))
    .orderBy(asc(messages.n));

export const messageStatements = (library: Queries, roomId: string, { said, through, kept }: MessageChanges) => {
  const groups = Array.from({ length: Math.ceil(said.length / ROWS_PER_STATEMENT) }, (_, i) =>
    said.slice(i * ROWS_PER_STATEMENT, (i + 1) * ROWS_PER_STATEMENT),
  );
  const isKept = sql`${messages.n} IN (SELECT value FROM json_each(${JSON.stringify(kept ?? [])}))`;
  const gone = and(eq(messages.roomId, roomId), lte(messages.n, through), sql`NOT ${isKept}`);
  return [
    ...(kept ? [library.delete(messages).where(gone)] : []),
    // What D1 took without our hearing of it is told again.
    ...groups.map((rows) =>
      library
        .insert(messages)
        .values(rows.map(({ n, body }) => ({ roomId, n, body })))
        .onConflictDoUpdate({ target: [messages.roomId, messages.n], set: { body: sql`excluded.body` } }),
    ),
  ];
};
