// The runs of a room over REST. On the room's socket they are told live, too.
import { z } from "zod";
import {
  badLimit,
  badQuery,
  madeAt,
  notJson,
  notServed,
  roomParams,
  tooLarge,
  tooOften,
  unfit,
  unknownRoom,
  viewOnly,
} from "#protocol/api/rooms";
import { events, json, nothing, refusal, type Route } from "#protocol/api/route";
import { runMessage } from "#protocol/room-run";
import {
  runAnswer,
  runEventsQuery,
  runReport,
  runsAnswer,
  runsQuery,
  startRunBody,
  typeBody,
} from "#protocol/run-rest";

const result = {
  status: "ok",
  exitCode: 0,
  signal: null,
  cpuMs: 21.5,
  wallMs: 34.2,
  memoryKb: 9_840,
  truncated: false,
};
const run = {
  runId: "0d9f9d0a-52a1-4a39-8f4e-3e3f5c0f9a01",
  version: 12,
  language: "python",
  user: 0,
  name: "API",
  startedAt: "2026-01-31T12:00:00.000Z",
};

const runParams = roomParams.extend({
  runId: z.string().meta({ description: "The run's id.", examples: [run.runId] }),
});
const unknownRun = refusal(404, "No room has this id, or it has no such run.", "The room has no such run");
const notRunning = refusal(409, "The run does not go on, or takes no more input.", "No such run goes on in this room");

export const runRoutes = {
  "POST /rooms/{roomId}/runs": {
    tag: "Runs",
    summary: "Run one of the room's files",
    description:
      "The main one unless `file` names another, with all others beside it, as they are now. Everybody in the room sees the run; one goes on at a time.",
    params: roomParams,
    body: startRunBody,
    bodyIsOptional: true,
    example: { file: "src/app.py", stdin: "hello\n" },
    answers: {
      202: {
        ...json("The run has been asked for.", runAnswer),
        headers: madeAt("run"),
        example: { ...run, file: 1, path: "src/app.py", phase: "queued" },
      },
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: refusal(
        409,
        "Another run goes on, or the room has no such text.",
        "A program is running in this room; stop it first",
      ),
      413: {
        ...tooLarge,
        description: "The body is too large, or the room's files are too many bytes to run together.",
      },
      422: unfit,
      429: tooOften(
        "Too many runs were started in this room or from this address, or the runner is full.",
        "A room starts at most 30 runs a minute; wait a little",
      ),
      503: refusal(
        503,
        "There is no runner, it cannot run this language now, or the room cannot be served.",
        "Ruby is not installed where programs run (package ruby)",
      ),
    },
  },
  "GET /rooms/{roomId}/runs": {
    tag: "Runs",
    summary: "List a room's runs",
    description: "Newest first. The last 200 are kept.",
    params: roomParams,
    query: runsQuery,
    answers: {
      200: { ...json("The runs.", runsAnswer), example: { runs: [{ ...run, phase: "ended", result }] } },
      404: unknownRoom,
      422: badLimit,
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/runs/{runId}": {
    tag: "Runs",
    summary: "Read a run",
    description: "With the text that ran, what it was given, and what it wrote so far.",
    params: runParams,
    answers: {
      200: {
        ...json("The run.", runReport),
        example: {
          ...run,
          phase: "ended",
          result,
          code: "print(input())\n",
          input: "hello\n",
          events: [{ type: "run_output", run: run.runId, n: 4, stream: "stdout", text: "hello\n" }],
          skipped: 0,
        },
      },
      404: unknownRun,
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/runs/{runId}/events": {
    tag: "Runs",
    summary: "Follow a run",
    description:
      "The run's messages as server-sent events from its start, or from behind a message already had, until it ends. `event` is the message's `type` and `data` the message, as the room's socket tells it.",
    params: runParams,
    query: runEventsQuery,
    headers: z.object({
      "last-event-id": z.string().optional().meta({ description: "As `after`; browsers send it by themselves." }),
    }),
    answers: {
      200: {
        ...events("The messages, until the run has ended.", runMessage),
        example: `id: 4\nevent: run_output\ndata: {"type":"run_output","run":"${run.runId}","n":4,"stream":"stdout","text":"hello\\n"}\n\n`,
      },
      404: unknownRun,
      422: badQuery("after: Must be the id of an event"),
      429: tooOften(
        "Too many readers follow the room's run.",
        "Too many read this room's run at once; try again later, or join the room",
      ),
    },
  },
  "POST /rooms/{roomId}/runs/{runId}/input": {
    tag: "Runs",
    summary: "Type into a run",
    params: runParams,
    body: typeBody,
    example: { text: "hello\n" },
    answers: {
      204: nothing("It will be read by the program, and is seen by everybody."),
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: notRunning,
      413: { ...tooLarge, description: "The body is too large, or too much was typed into this run." },
      422: unfit,
      503: notServed,
    },
  },
  "DELETE /rooms/{roomId}/runs/{runId}": {
    tag: "Runs",
    summary: "Stop a run",
    description: "For everybody. It ends as `cancelled`.",
    params: runParams,
    answers: {
      204: nothing("It is being stopped."),
      403: viewOnly,
      404: unknownRoom,
      409: notRunning,
      503: notServed,
    },
  },
} as const satisfies Record<string, Route>;
