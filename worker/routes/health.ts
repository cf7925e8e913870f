// Tells whether rooms, D1 and assets answer. The runner is told of, too, but all is well without it.
import { Hono } from "hono";
import { findRoom } from "#db/rooms";
import { healthOf } from "#execution/runner-health";
import { runnerPlace } from "#execution/runner-place";
import type { HealthAnswer } from "#protocol/service";
import { warningsOf } from "#worker/warnings";

export const health = new Hono<{ Bindings: Env }>().get("/", async (c) => {
  const [rooms, database, assets] = await Promise.all([
    holds(async () => {
      const room = await c.env.ROOM.getByName("health").read();
      return "refused" in room && room.refused === "unknown_room";
    }),
    holds(async () => (await findRoom(c.env.DB, "health")) === undefined),
    holds(async () => (await c.env.ASSETS.fetch("https://assets/")).ok),
  ]);
  const ok = rooms && database && assets;
  const told: HealthAnswer = {
    status: ok ? "ok" : "unwell",
    rooms,
    database,
    assets,
    runner: await runnerWord(c.env),
    warnings: warningsOf(c.env),
  };
  return c.json(told, ok ? 200 : 503, { "cache-control": "no-store" });
});

const holds = (check: () => Promise<boolean>): Promise<boolean> => check().catch(() => false);

async function runnerWord(env: Env): Promise<"ok" | "asleep" | "unavailable"> {
  const place = runnerPlace(env);
  if (!place) return "unavailable";
  if (place.sleeps) return "asleep"; // or not: asking would keep a container awake
  const health = await healthOf(place);
  return "status" in health && health.status === "ok" ? "ok" : "unavailable";
}
