// The socket of a room: decides at the door who comes in as what, and hands the connection to the room's object.
import { Hono } from "hono";
import { type DoorJoin, JOIN_HEADER } from "#protocol/door";
import { closeCode, joinQuery, type RefusalCode, type RoomMessage } from "#protocol/socket";
import { keyOf } from "#worker/client-key";
import { openedBy } from "#worker/find-room";
import { Refused } from "#worker/problem";
import { addressOf, isWithin, tooManyWords } from "#worker/rate-limit";

export const socket = new Hono<{ Bindings: Env }>().get("/:roomId", async (c) => {
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket") throw new Refused(426, "This address speaks WebSocket");
  if (!(await isWithin(c, "JOIN_LIMIT"))) return refuse("rate_limited", tooManyWords("joins"), closeCode.flooding);
  const opened = await openedBy(c.env, c.req.param("roomId"));
  if (!opened) return refuse("unknown_room", "Room not found", closeCode.unknownRoom);
  const query = joinQuery.safeParse(c.req.query());
  if (!query.success) return refuse("bad_message", "The client id is too long", closeCode.refused);
  const { name, client, since, epoch, sync, batch, text, settled, project, open } = query.data;
  const join: DoorJoin = {
    role: opened.role,
    wholeTexts: sync === "full",
    withText: text === "1",
    settled: settled === "1",
    project: project === "1",
    ...(open && { open }),
    batch: batch === "1",
    address: addressOf(c),
    request: c.get("requestId"),
    ...(name && { name }),
    ...(client !== undefined && { key: await keyOf(opened.row.id, client) }),
    ...(since !== undefined && { since }),
    ...(epoch !== undefined && { epoch }),
  };
  const headers = new Headers(c.req.raw.headers);
  headers.set(JOIN_HEADER, encodeURIComponent(JSON.stringify(join)));
  // Not the address from outside: it holds the client's secret, and the object keeps the address with the socket.
  return c.env.ROOM.getByName(opened.row.id).fetch(new Request("https://room/socket", { headers }));
});

// Browsers learn nothing from a refused upgrade, so the socket opens, says why, and closes.
function refuse(code: RefusalCode, message: string, close: number): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  const error: RoomMessage = { type: "error", code, message };
  server.send(JSON.stringify(error));
  server.close(close, code);
  return new Response(null, { status: 101, webSocket: client });
}
