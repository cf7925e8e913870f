import { Hono } from "hono";
import { Room } from "#party/room";

const app = new Hono<{ Bindings: Env }>()
  .get("/health", async (c) => {
    const [rows, asset, room] = await Promise.all([
      c.env.DB.prepare("SELECT 1 AS one").first<{ one: number }>(),
      c.env.ASSETS.fetch("http://assets/"),
      c.env.ROOM.getByName("health").fetch("http://room/"),
    ]);
    const ok = rows?.one === 1 && asset.ok && room.ok;
    return c.json({ status: ok ? "ok" : "unwell" }, ok ? 200 : 503);
  })
  .get("/ws/:id", (c) => c.env.ROOM.getByName(c.req.param("id")).fetch(c.req.raw))
  .notFound((c) => c.json({ title: "Not Found", status: 404 }, 404));

export default app;
export { Room };
