// Rooms over REST: make one, read it, and edit it without a socket.
import { Hono } from "hono";
import { atQuery } from "#protocol/file-rest";
import { DEFAULT_LANGUAGE, mainPath } from "#protocol/languages";
import { MAIN_FILE } from "#protocol/project";
import { createRoomBody, replaceCodeBody, type RoomAnswer } from "#protocol/rest";
import { keyIn } from "#worker/client-key";
import { openRoom, remember } from "#worker/find-room";
import { boundedBody, jsonBody } from "#worker/json-body";
import { Refused, refusedByRoom } from "#worker/problem";
import { querySchema } from "#worker/query";
import { pastLimitOfAt, rateLimit } from "#worker/rate-limit";

export const rooms = new Hono<{ Bindings: Env }>()
  .post("/", rateLimit("CREATE_LIMIT", "new rooms"), boundedBody, async (c) => {
    const body = await jsonBody(c, createRoomBody, {});
    const room = {
      roomId: crypto.randomUUID(),
      viewId: crypto.randomUUID(),
      title: body.title ?? "",
      language: body.language ?? DEFAULT_LANGUAGE,
      code: body.initial_code ?? body.initialCode ?? "",
    };
    const createdAt = Date.now();
    // An object stays where it is first asked for: near this visitor, or where the hint says. Later hints mean nothing, so
    // it is not kept.
    const hint = body.location && { locationHint: body.location };
    await c.env.ROOM.getByName(room.roomId, hint).create({ ...room, createdAt });
    remember(room.roomId, { id: room.roomId, viewId: room.viewId, createdAt });
    const answer: RoomAnswer = {
      ...room,
      role: "editor",
      version: 0,
      files: [{ file: MAIN_FILE, path: mainPath(room.language), kind: "text" }],
      userCount: 0,
      createdAt: new Date(createdAt).toISOString(),
    };
    return c.json(answer, 201, { location: `/rooms/${room.roomId}` });
  })
  .get("/:roomId", pastLimitOfAt, async (c) => {
    const { row, role } = await openRoom(c.env, c.req.param("roomId"));
    const { at } = querySchema(c, atQuery);
    const room = await c.env.ROOM.getByName(row.id).read(at);
    if ("refused" in room)
      throw at && room.refused === "version_unknown" ? new Refused(404, room.detail) : refusedByRoom(room);
    const ids = role === "editor" ? { roomId: row.id, viewId: row.viewId } : { roomId: row.viewId };
    const answer: RoomAnswer = { ...ids, role, ...room, createdAt: new Date(row.createdAt).toISOString() };
    const isPast = at && "version" in at;
    return c.json(answer, 200, { "cache-control": isPast ? "private, max-age=31536000, immutable" : "no-store" });
  })
  .put("/:roomId/code", boundedBody, async (c) => {
    const { row, role } = await openRoom(c.env, c.req.param("roomId"));
    if (role !== "editor") throw new Refused(403, "This link only views the room");
    const key = await keyIn(c);
    const { code, version, language } = await jsonBody(c, replaceCodeBody);
    const reply = await c.env.ROOM.getByName(row.id).replaceText(code, version, language, undefined, key);
    if ("refused" in reply) throw refusedByRoom(reply);
    return c.json(reply);
  });
