import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { MarkStore } from "#party/mark-store";
import { newSchema, schemaSteps } from "#party/room-schema";
import { RoomSql } from "#party/room-sql";
import { FORK_MARKS_MAX, MARKS_MAX } from "#protocol/limits";

test("forks, which viewers make too, leave room for names: the oldest makes way", () =>
  runInDurableObject(env.ROOM.getByName("mark-forks"), (_room, { storage }) => {
    newSchema(storage.sql, schemaSteps);
    const marks = new MarkStore(new RoomSql(storage.sql));
    for (let n = 0; n <= MARKS_MAX; n++) marks.add({ version: n, kind: "fork", room: `${n}`, time: n, user: 0 });
    expect(marks.list().map(({ room }) => room)).toEqual(
      Array.from({ length: FORK_MARKS_MAX }, (_, n) => `${MARKS_MAX - FORK_MARKS_MAX + 1 + n}`),
    );
    const named = { kind: "name", name: "Done", time: 1, user: 1 } as const;
    for (let n = FORK_MARKS_MAX; n < MARKS_MAX; n++) expect(marks.add({ ...named, version: n })).toHaveProperty("id");
    expect(marks.add({ ...named, version: 0 })).toMatchObject({ refused: "too_large" });
  }));
