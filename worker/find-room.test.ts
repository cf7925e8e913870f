import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openedBy } from "#worker/find-room";

test("a room that was made a moment ago is found, though the nearest replica has not heard of it", async () => {
  const made = await exports.default.fetch("http://tandem/rooms", { method: "POST" });
  const { viewId } = await made.json<{ viewId: string }>();
  const asked: unknown[] = [];
  const late = new Proxy(env.DB, {
    get: (db, name: keyof D1Database) => {
      if (name !== "withSession") return db[name].bind(db);
      return (constraint: string) => {
        asked.push(constraint);
        return { prepare: () => ({ bind: () => ({ raw: async () => [] }) }) }; // a replica that knows no row
      };
    },
  });
  expect((await openedBy({ ...env, DB: late }, viewId))?.role).toBe("viewer");
  expect(asked).toEqual(["first-unconstrained"]);
});

test("a room that was found once is found without D1, by either id; what was never there is not", async () => {
  const made = await exports.default.fetch("http://tandem/rooms", { method: "POST" });
  const { roomId, viewId } = await made.json<{ roomId: string; viewId: string }>();
  for (const id of [roomId, viewId]) await openedBy(env, id);
  const without = { ...env, DB: undefined as unknown as D1Database };
  expect((await openedBy(without, roomId))?.role).toBe("editor");
  expect((await openedBy(without, viewId))?.role).toBe("viewer");
  expect((await openedBy(without, viewId))?.row.id).toBe(roomId);
  expect(await openedBy(env, crypto.randomUUID())).toBeUndefined();
});
