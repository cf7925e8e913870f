// The history of a room over REST. Whoever may read the room may read and fork it; only editors name its versions.
import { Hono } from "hono";
import { nearby } from "#db/library";
import { findRoom } from "#db/rooms";
import { listRuns } from "#db/runs";
import { atQuery } from "#protocol/file-rest";
import { editsQuery, forkBody, type HistoryAnswer, newMarkBody, renameMarkBody } from "#protocol/history-rest";
import { RUNS_KEPT_MAX } from "#protocol/limits";
import { MAIN_FILE, filePath } from "#protocol/project";
import type { RoomAnswer } from "#protocol/rest";
import { keyIn } from "#worker/client-key";
import { openRoom } from "#worker/find-room";
import { boundedBody, jsonBody } from "#worker/json-body";
import { Refused } from "#worker/problem";
import { querySchema } from "#worker/query";
import { pastLimit, rateLimit, roomRateLimit } from "#worker/rate-limit";
import { cacheOf, editableRoom, known, readableRoom } from "#worker/room-access";

const noStore = { "cache-control": "no-store" };

export const history = new Hono<{ Bindings: Env }>()
  .get("/history", async (c) => {
    const { row, role } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const told = known(await c.env.ROOM.getByName(row.id).history());
    const [kept, runs] = await Promise.all([
      findRoom(nearby(c.env.DB), row.id),
      listRuns(nearby(c.env.DB), row.id, RUNS_KEPT_MAX),
    ]);
    const answer: HistoryAnswer = {
      ...told,
      // Who may only look at this room need not look at those that went on from it, or at the one that it came from.
      marks: role === "editor" ? told.marks : told.marks.map(({ room: _, ...mark }) => mark),
      begun: row.createdAt,
      last: told.last || row.createdAt,
      runs: runs.map(({ id, version, status, startedAt }) => ({ runId: id, version, status, startedAt })),
      ...(role === "editor" &&
        kept?.forkedFrom && {
          forkedFrom: { roomId: kept.forkedFrom, version: kept.forkedVersion ?? 0, title: kept.forkedTitle ?? "" },
        }),
    };
    return c.json(answer, 200, noStore);
  })
  .get("/edits", pastLimit, async (c) => {
    const { after, limit } = querySchema(c, editsQuery);
    const { lines } = known(await (await readableRoom(c)).editsAfter(after, limit), 404);
    // The lines are JSON already, and long.
    const body = `{"after":${after},"edits":[${lines.join(",")}]}`;
    return c.body(body, 200, { ...noStore, "content-type": "application/json" });
  })
  .get("/verify", roomRateLimit("WHOLE_LIMIT", "verifications"), async (c) =>
    c.json(known(await (await readableRoom(c)).verify()), 200, noStore),
  )
  .get("/log", roomRateLimit("WHOLE_LIMIT", "downloads"), async (c) => {
    const { log } = known(await (await readableRoom(c)).exportLog());
    return c.body(log, 200, {
      ...noStore,
      "content-type": "application/x-ndjson",
      "content-disposition": 'attachment; filename="tandem-log.ndjson"',
    });
  })
  .get("/blame/:path{.+}", pastLimit, async (c) => {
    const { at } = querySchema(c, atQuery);
    const path = filePath.safeParse(c.req.param("path"));
    if (!path.success) throw new Refused(404, "The room has no such file");
    return c.json(known(await (await readableRoom(c)).blame(path.data, at), 404), 200, cacheOf(at));
  })
  .post("/marks", boundedBody, async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const { name, version } = await jsonBody(c, newMarkBody);
    const mark = known(await room.nameVersion(name, version, key));
    return c.json(mark, 201, { location: `/rooms/${c.req.param("roomId")}/marks/${mark.id}` });
  })
  .patch("/marks/:markId", boundedBody, async (c) => {
    const room = await editableRoom(c);
    const key = await keyIn(c);
    const { name } = await jsonBody(c, renameMarkBody);
    return c.json(known(await room.renameMark(Number(c.req.param("markId")) || 0, name, key), 404));
  })
  .delete("/marks/:markId", async (c) => {
    const room = await editableRoom(c);
    known(await room.deleteMark(Number(c.req.param("markId")) || 0), 404);
    return c.body(null, 204);
  })
  .post("/fork", rateLimit("CREATE_LIMIT", "new rooms"), boundedBody, async (c) => {
    const key = await keyIn(c);
    const { version, title } = await jsonBody(c, forkBody, {});
    const fork = known(await (await readableRoom(c)).fork(version, title, key), 404);
    const room = c.env.ROOM.getByName(fork.id);
    const { code, files } = known(await room.read());
    const answer: RoomAnswer = {
      roomId: fork.id,
      viewId: fork.viewId,
      role: "editor",
      title: fork.title,
      code,
      language: fork.language,
      version: 0,
      files: files.toSorted((a, b) => (a.file === MAIN_FILE ? -1 : a.file - b.file)),
      userCount: 0,
      createdAt: new Date(fork.createdAt).toISOString(),
    };
    return c.json(answer, 201, { location: `/rooms/${fork.id}` });
  });
