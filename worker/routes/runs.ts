// The runs of a room over REST. Whoever may read the room may read them; only editors start, type and stop.
import { Hono } from "hono";
import { z } from "zod";
import { nearby } from "#db/library";
import { findRun, listRuns, type RunRow, type RunSummary } from "#db/runs";
import { type RunAnswer, type RunReport, runEventsQuery, runsQuery, startRunBody, typeBody } from "#protocol/run-rest";
import { placeAfter, serverSentEvent } from "#protocol/run-events";
import { type RunResult, runResult } from "#protocol/run";
import { type RunHead, type RunMessage, type RunSoFar, runTranscriptEntry } from "#protocol/room-run";
import { type Found, openRoom } from "#worker/find-room";
import { boundedBody, jsonBody } from "#worker/json-body";
import { Refused, refusedByRoom } from "#worker/problem";
import { querySchema } from "#worker/query";
import { rateLimit } from "#worker/rate-limit";

const noStore = { "cache-control": "no-store" };

export const runs = new Hono<{ Bindings: Env }>()
  .post("/", rateLimit("RUN_LIMIT", "programs"), boundedBody, async (c) => {
    const room = await editableRoom(c.env, c.req.param("roomId") ?? "");
    const { stdin = "", file } = await jsonBody(c, startRunBody, {});
    const reply = await room.startRun(stdin, file, c.get("requestId"));
    if ("refused" in reply) throw refusedByRoom(reply);
    if (!("run" in reply)) throw new Error("The room answered a start with no run");
    const answer: RunAnswer = { ...answerOf(reply.run), phase: "queued" };
    return c.json(answer, 202, { location: `${new URL(c.req.url).pathname.replace(/\/$/, "")}/${answer.runId}` });
  })
  .get("/", async (c) => {
    const { row } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const { limit } = querySchema(c, runsQuery);
    const { newest, bookmark } = await newestRun(c.env, row);
    const kept = await listRuns(nearby(c.env.DB, bookmark), row.id, limit);
    // The library gets a run when it has ended.
    const waiting = newest && !kept.some(({ id }) => id === newest.run.id) ? [summaryOf(newest.run)] : [];
    return c.json({ runs: [...waiting, ...kept.map(keptAnswer)].slice(0, limit) }, 200, noStore);
  })
  .get("/:runId", async (c) => {
    const { row } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const runId = c.req.param("runId");
    const room = c.env.ROOM.getByName(row.id);
    const { newest, bookmark } = await newestRun(c.env, row);
    if (newest?.run.id === runId) {
      const { run, input } = newest;
      const { events, skipped } = run;
      const code = await room.textOfRun(run.version, run.startedAt, run.file);
      const report: RunReport = { ...summaryOf(run), code, input, events, skipped };
      return c.json(report, 200, noStore);
    }
    const kept = await keptRun(c.env, row.id, runId, bookmark);
    const { input, skipped } = kept;
    const code = await room.textOfRun(kept.version, kept.startedAt, kept.file ?? undefined);
    const report: RunReport = { ...keptAnswer(kept), code, input, events: eventsOf(kept), skipped };
    return c.json(report, 200, noStore);
  })
  .get("/:runId/events", async (c) => {
    const { row } = await openRoom(c.env, c.req.param("roomId") ?? "");
    const runId = c.req.param("runId");
    const { after } = querySchema(c, runEventsQuery);
    const place = placeAfter(c.req.header("last-event-id") ?? after);
    const live = await c.env.ROOM.getByName(row.id).runEvents(runId, place);
    if (live && "refused" in live) throw refusedByRoom(live);
    const body = live ?? storedEvents(await keptRun(c.env, row.id, runId));
    return c.body(body, 200, { ...noStore, "content-type": "text/event-stream" });
  })
  .post("/:runId/input", boundedBody, async (c) => {
    const room = await editableRoom(c.env, c.req.param("roomId") ?? "");
    const { text, eof } = await jsonBody(c, typeBody);
    const reply = await room.typeIntoRun(c.req.param("runId"), text, eof);
    if ("refused" in reply) throw refusedByRoom(reply);
    return c.body(null, 204);
  })
  .delete("/:runId", async (c) => {
    const room = await editableRoom(c.env, c.req.param("roomId") ?? "");
    const reply = await room.stopRun(c.req.param("runId"));
    if ("refused" in reply) throw refusedByRoom(reply);
    return c.body(null, 204);
  });

async function editableRoom(env: Env, id: string) {
  const { row, role } = await openRoom(env, id);
  if (role !== "editor") throw new Refused(403, "This link only views the room");
  return env.ROOM.getByName(row.id);
}

async function newestRun(env: Env, row: Found) {
  const answer = await env.ROOM.getByName(row.id).newestRun();
  if ("refused" in answer) throw refusedByRoom(answer);
  return answer;
}

// What a replica has of a run never changes; that there is none, only the primary knows.
async function keptRun(env: Env, roomId: string, runId: string, bookmark?: string | null): Promise<RunRow> {
  const kept = (await findRun(nearby(env.DB, bookmark), roomId, runId)) ?? (await findRun(env.DB, roomId, runId));
  if (!kept) throw new Refused(404, "The room has no such run");
  return kept;
}

const answerOf = ({ id, version, language, user, name, startedAt, file, path }: RunHead) => ({
  runId: id,
  version,
  language,
  user,
  name,
  startedAt,
  ...(file !== undefined && { file }),
  ...(path !== undefined && { path }),
});

const summaryOf = (run: RunSoFar): RunAnswer => ({
  ...answerOf(run),
  phase: run.result ? "ended" : run.phase,
  ...(run.result && { result: run.result }),
});

const keptAnswer = (run: RunSummary): RunAnswer => ({
  ...answerOf(headOf(run)),
  phase: "ended",
  result: resultOf(run),
});

function headOf({ id, version, language, user, name, startedAt, file, path }: RunSummary): RunHead {
  const beside = { ...(file !== null && { file }), ...(path !== null && { path }) };
  return { id, version, language, user, name, startedAt, ...beside };
}

function resultOf({ detail, ...run }: RunSummary): RunResult {
  return runResult.parse({ ...run, ...(detail !== null && { detail }) });
}

const eventsOf = ({ transcript }: RunRow) => z.array(runTranscriptEntry).parse(JSON.parse(transcript));

// What is kept of a run, from its beginning: where a reader of its first telling stood is not known any more.
function storedEvents(run: RunRow): string {
  const events = eventsOf(run);
  const ended: RunMessage = {
    type: "run_ended",
    run: run.id,
    n: (events.at(-1)?.n ?? 0) + 1,
    result: resultOf(run),
  };
  const started: RunMessage = { type: "run_started", run: headOf(run) };
  return [started, ...events, ended].map((message) => serverSentEvent(message, 0)).join("");
}
