// Tells whether rooms, D1 and assets answer.
import { Hono } from "hono";
import { findRoom } from "#db/rooms";

export const health = new Hono<{ Bindings: Env }>().get("/", async (c) => {
  const checks = {
    rooms: c.env.ROOM.getByName("health")
      .read()
      .then((room) => "refused" in room && room.refused === "unknown_room"),
    database: findRoom(c.env.DB, "health").then((row) => row === undefined),
    assets: c.env.ASSETS.fetch("https://assets/").then((answer) => answer.ok),
  };
  const names = Object.keys(checks);
  const outcomes = await Promise.allSettled(Object.values(checks));
  const answers = Object.fromEntries(
    names.map((name, i) => [name, outcomes[i]?.status === "fulfilled" && outcomes[i].value]),
  );
  const ok = Object.values(answers).every(Boolean);
  return c.json({ status: ok ? "ok" : "unwell", ...answers }, ok ? 200 : 503, { "cache-control": "no-store" });
});
