// A room's history over REST: what happened, who wrote what, named versions, forks, and the proof that nothing was changed.
import { z } from "zod";
import { clientHeaders } from "#protocol/client-id";
import { atQuery } from "#protocol/file-rest";
import {
  blameAnswer,
  editsAnswer,
  editsQuery,
  forkBody,
  historyAnswer,
  markAnswer,
  newMarkBody,
  renameMarkBody,
  verifyAnswer,
} from "#protocol/history-rest";
import {
  badLimit,
  badMoment,
  elsewhere,
  madeAt,
  notJson,
  notServed,
  pastTooOften,
  roomExample,
  roomParams,
  tooLarge,
  tooOften,
  unfit,
  unknownRoom,
  viewOnly,
} from "#protocol/api/rooms";
import { json, nothing, raw, refusal, type Route } from "#protocol/api/route";
import { roomAnswer } from "#protocol/rest";

const mark = { id: 1, version: 120, kind: "name", name: "Works", by: "Ann", user: 1, time: 1_769_860_800_000 };
const markParams = roomParams.extend({ markId: z.string().meta({ description: "The mark's id.", examples: ["1"] }) });
const fileParams = roomParams.extend({
  path: z.string().meta({ description: "The file's path then.", examples: ["main.py"] }),
});
const unknownMark = refusal(404, "No room has this id, or it has no such mark.", "The room has no such mark");
const unknownVersion = refusal(404, "No room has this id, or it has no such version.", "The room has no such version");

const downloads = tooOften(
  "This room was downloaded too often from this address.",
  "Too many downloads from your address; wait a minute",
);

export const historyRoutes = {
  "GET /rooms/{roomId}/history": {
    tag: "History",
    summary: "What happened",
    description: "People, marks and runs, each with its version. The edits themselves come by `/edits`.",
    params: roomParams,
    answers: {
      200: {
        ...json("The room's history.", historyAnswer),
        example: {
          version: 250,
          begun: mark.time,
          last: mark.time,
          people: [{ user: 1, name: "Ann" }],
          marks: [mark],
          runs: [],
        },
      },
      404: unknownRoom,
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/edits": {
    tag: "History",
    summary: "Read edits",
    description: "Whoever applies all of them to the files at version 0 has every version of the room.",
    params: roomParams,
    query: editsQuery,
    answers: {
      200: {
        ...json("Some of the edits.", editsAnswer),
        example: { after: 0, edits: [[1, 1, 1, mark.time, 0, [[0, 0, "print"]]]] },
      },
      404: unknownVersion,
      422: badLimit,
      429: { ...pastTooOften, description: "Asked too often of one room from this address." },
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/verify": {
    tag: "History",
    summary: "Verify the history",
    description: "Computes the hash chain over the whole log anew, and replays it.",
    params: roomParams,
    answers: {
      200: {
        ...json("What was found.", verifyAnswer),
        example: { ok: true, version: 250, head: "9f2c…", checked: 250, faults: [] },
      },
      404: unknownRoom,
      429: tooOften(
        "Asked too often of one room from this address.",
        "Too many verifications from your address; wait a minute",
      ),
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/log": {
    tag: "History",
    summary: "Export the history",
    description: "Lines of JSON, which `examples/verify-log.mjs` of the source checks alone.",
    params: roomParams,
    answers: { 200: raw("The log.", "application/x-ndjson"), 404: unknownRoom, 429: downloads, 503: notServed },
  },
  "GET /rooms/{roomId}/blame/{path}": {
    tag: "History",
    summary: "Who wrote a file",
    params: fileParams,
    query: atQuery,
    answers: {
      200: {
        ...json("Who wrote what.", blameAnswer),
        example: { version: 250, length: 5, spans: [{ from: 0, to: 5, user: 1, version: 1, time: mark.time }] },
      },
      404: refusal(404, "No room has this id, or no text of it this path then.", "The room has no such file"),
      422: badMoment,
      429: { ...pastTooOften, description: "Asked too often of one room from this address." },
      503: notServed,
    },
  },
  "POST /rooms/{roomId}/marks": {
    tag: "History",
    summary: "Name a version",
    params: roomParams,
    headers: clientHeaders,
    body: newMarkBody,
    example: { name: mark.name, version: mark.version },
    answers: {
      201: { ...json("The mark.", markAnswer), headers: madeAt("mark"), example: mark },
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: refusal(409, "The room does not have the version.", "The room has no such version"),
      413: tooLarge,
      422: unfit,
      503: notServed,
    },
  },
  "PATCH /rooms/{roomId}/marks/{markId}": {
    tag: "History",
    summary: "Rename a named version",
    params: markParams,
    headers: clientHeaders,
    body: renameMarkBody,
    example: { name: "Works again" },
    answers: {
      200: { ...json("The mark.", markAnswer), example: mark },
      400: notJson,
      403: viewOnly,
      404: unknownMark,
      413: tooLarge,
      422: unfit,
      503: notServed,
    },
  },
  "DELETE /rooms/{roomId}/marks/{markId}": {
    tag: "History",
    summary: "Forget a named version's name",
    params: markParams,
    answers: { 204: nothing("It has no name any more."), 403: viewOnly, 404: unknownMark, 503: notServed },
  },
  "POST /rooms/{roomId}/fork": {
    tag: "History",
    summary: "Fork the room",
    description: "A new room that begins with the files of a version. Whoever may read the room may fork it.",
    params: roomParams,
    headers: clientHeaders,
    body: forkBody,
    bodyIsOptional: true,
    example: { version: 120 },
    answers: {
      201: { ...json("The new room.", roomAnswer), headers: madeAt("room"), example: roomExample },
      400: notJson,
      403: elsewhere,
      404: unknownVersion,
      413: tooLarge,
      422: unfit,
      429: tooOften(
        "Too many rooms were made from this address.",
        "Too many new rooms from your address; wait a minute",
      ),
      503: notServed,
    },
  },
} as const satisfies Record<string, Route>;
