// What is said in a room, over REST. Whoever may read the room may read it; only editors speak.
import { Hono } from "hono";
import { messagesQuery, sayBody } from "#protocol/talk";
import { openRoom } from "#worker/find-room";
import { boundedBody, jsonBody } from "#worker/json-body";
import { Refused, refusedByRoom } from "#worker/problem";
import { querySchema } from "#worker/query";

const noStore = { "cache-control": "no-store" };

export const talk = new Hono<{ Bindings: Env }>()
  .get("/chat", async (c) => {
    const { row } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const { before, thread, limit } = querySchema(c, messagesQuery);
    const answer = await c.env.ROOM.getByName(row.id).messages(limit, before, thread);
    if ("refused" in answer) throw refusedByRoom(answer);
    return c.json(answer, 200, noStore);
  })
  .post("/chat", boundedBody, async (c) => {
    const { row, role } = await openRoom(c.env, c.req.param("roomId") ?? "");
    if (role !== "editor") throw new Refused(403, "This link only views the room");
    const { text, thread, name } = await jsonBody(c, sayBody);
    const answer = await c.env.ROOM.getByName(row.id).say(text, thread, name || undefined);
    if ("refused" in answer) throw refusedByRoom(answer);
    return c.json(answer, 201);
  })
  .get("/threads", async (c) => {
    const { row } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const answer = await c.env.ROOM.getByName(row.id).threads();
    if ("refused" in answer) throw refusedByRoom(answer);
    return c.json(answer, 200, noStore);
  });
