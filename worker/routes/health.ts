// Tells whether rooms, D1 and assets answer. The runner is told of, too, but all is well without it.
import { Hono } from "hono";
import { findRoom } from "#db/rooms";
import { healthOf } from "#execution/runner-health";
import { runnerPlace } from "#execution/runner-place";
import { warningsOf } from "#worker/warnings";

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
  const told = {
    status: ok ? "ok" : "unwell",
    ...answers,
    runner: await runnerWord(c.env),
    warnings: warningsOf(c.env),
  };
  return c.json(told, ok ? 200 : 503, { "cache-control": "no-store" });
});

async function runnerWord(env: Env): Promise<"ok" | "asleep" | "unavailable"> {
  const place = runnerPlace(env);
  if (!place) return "unavailable";
  if (place.sleeps) return "asleep"; // or not: asking would keep a container awake
  const health = await healthOf(place);
  return "status" in health && health.status === "ok" ? "ok" : "unavailable";
}
