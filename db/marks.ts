// The marks on rooms' histories, in the library.
import { and, asc, eq } from "drizzle-orm";
import type { queries } from "#db/library";
import { marks } from "#db/schema";

export type MarkRow = Omit<typeof marks.$inferSelect, "roomId">;

/** What the library lacks, and what it is to forget. */
export type MarkChanges = { changed: readonly MarkRow[]; gone: readonly number[] };

type Queries = ReturnType<typeof queries>;

export const marksOf = (library: Queries, roomId: string) =>
  library
    .select({ id: marks.id, version: marks.version, kind: marks.kind, body: marks.body, time: marks.time })
    .from(marks)
    .where(eq(marks.roomId, roomId))
    .orderBy(asc(marks.id));

export const markStatements = (library: Queries, roomId: string, { changed, gone }: MarkChanges) => [
  ...gone.map((id) => library.delete(marks).where(and(eq(marks.roomId, roomId), eq(marks.id, id)))),
  ...changed.map((mark) =>
    library
      .insert(marks)
      .values({ ...mark, roomId })
      .onConflictDoUpdate({ target: [marks.roomId, marks.id], set: mark }),
  ),
];
