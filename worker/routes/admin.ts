// Rooms out to files and back, for whoever runs this deployment: `npm run backup` and `npm run restore`.
import { Hono } from "hono";
import { z } from "zod";
import { archiveTag, listRooms, loadArchive } from "#db/archives";
import { FIRST_DAY_MS } from "#db/rooms";
import { log, roomMark } from "#operation/log";
import { ARCHIVE_BYTES_MAX, restoreQuery, roomsPageQuery, type RoomsPage } from "#protocol/room-archive";
import { bearer } from "#worker/bearer";
import { bounded } from "#worker/json-body";
import { Refused, refusedByRoom } from "#worker/problem";
import { reborn } from "#worker/reborn";
import { archiveOfText, textOfArchive, Unreadable } from "#worker/room-archive";

const PAGE = 500;

export const admin = new Hono<{ Bindings: Env }>()
  .use(bearer("ADMIN_TOKEN"))
  .get("/", async (c) => {
    const { after } = roomsPageQuery.parse({ after: c.req.query("after") });
    const rooms = await listRooms(c.env.DB, after, PAGE);
    const last = rooms.at(-1);
    const page: RoomsPage = {
      rooms: rooms.map(({ id, ...room }) => ({ roomId: id, ...room })),
      ...(last && rooms.length === PAGE && { next: last.id }),
    };
    return c.json(page);
  })
  .get("/:roomId/archive", async (c) => {
    const id = c.req.param("roomId");
    if (!z.guid().safeParse(id).success) throw new Refused(404, "Room not found"); // objects' names have a limit
    const room = await c.env.ROOM.getByName(id).checkpointNow();
    if ("refused" in room) throw refusedByRoom(room);
    const tag = await archiveTag(c.env.DB, id);
    if (tag === undefined) throw new Refused(404, "Room not found");
    const etag = `"${tag}"`;
    if (c.req.header("if-none-match") === etag) return c.body(null, 304, { etag });
    const archive = await loadArchive(c.env.DB, id);
    if (!archive) throw new Refused(404, "Room not found");
    const text = textOfArchive(archive, tag);
    const bytes = Buffer.byteLength(text);
    if (bytes > ARCHIVE_BYTES_MAX)
      throw new Refused(413, `The archive would have ${bytes} bytes; ${ARCHIVE_BYTES_MAX} can be restored`);
    return c.body(text, 200, { etag, "content-type": "text/plain; charset=utf-8" });
  })
  .put("/:roomId/archive", bounded(ARCHIVE_BYTES_MAX), async (c) => {
    const id = c.req.param("roomId");
    const text = await c.req.text(); // first: who is still sending would see the line close and not the answer
    const query = restoreQuery.safeParse(c.req.query());
    if (!query.success) throw new Refused(422, z.prettifyError(query.error).slice(0, 300));
    const { replace, location } = query.data;
    const archive = archiveIn(text);
    if (archive.room.id !== id) throw new Refused(422, "The archive is another room's");
    const visitedAt = Math.max(Date.now(), archive.room.createdAt + FIRST_DAY_MS); // who restores it wants it kept
    const sent = {
      ...archive,
      room: { ...archive.room, visitedAt },
      runs: new TextEncoder().encode(JSON.stringify(archive.runs)),
      messages: new TextEncoder().encode(JSON.stringify(archive.messages)),
    };
    const room = c.env.ROOM.getByName(id, location && { locationHint: location });
    await reborn(
      (call) => room.restore(sent, replace, call),
      (answer) => {
        if (answer.there) throw new Refused(409, answer.detail);
        throw answer.refused === "bad_message" ? new Refused(422, answer.detail) : refusedByRoom(answer);
      },
    );
    log("info", { event: "room restored", request: c.get("requestId"), room: roomMark(id) });
    return c.body(null, 204);
  });

function archiveIn(text: string): ReturnType<typeof archiveOfText> {
  try {
    return archiveOfText(text);
  } catch (error) {
    const refused = (why: string) => new Refused(422, `The archive cannot be read: ${why}`);
    if (error instanceof z.ZodError) throw refused(z.prettifyError(error).slice(0, 300));
    throw error instanceof Unreadable ? refused(error.message) : error;
  }
}
