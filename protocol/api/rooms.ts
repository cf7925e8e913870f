// Rooms over REST: made, read, and edited without a socket.
import { z } from "zod";
import { json, refusal, type Route } from "#protocol/api/route";
import { clientHeaders } from "#protocol/client-id";
import { atQuery } from "#protocol/file-rest";
import { createRoomBody, replaceCodeAnswer, replaceCodeBody, roomAnswer } from "#protocol/rest";

export const roomExample = {
  roomId: "5b0e1a4e-6d2f-4c55-9d0e-0a8c3a1f7b11",
  viewId: "d1c7f0aa-13b5-4e0e-8a57-1d0b5b1f2c9e",
  role: "editor",
  title: "Interview",
  code: "def hello():\n    pass\n",
  language: "python",
  version: 0,
  files: [{ file: 0, path: "main.py", kind: "text" }],
  userCount: 0,
  createdAt: "2026-01-31T12:00:00.000Z",
};

export const roomParams = z.object({
  roomId: z.string().meta({
    description: "The room's id, which edits, or its view id, which reads.",
    examples: [roomExample.roomId],
  }),
});

/** What several routes answer in the same case. */
export const unknownRoom = refusal(404, "No room has this id.", "Room not found");
export const elsewhere = refusal(
  403,
  "The request comes from a page of another site, which `ALLOWED_ORIGINS` does not name.",
  "Pages of other sites may not do this here, unless ALLOWED_ORIGINS names them",
);
export const viewOnly = refusal(
  403,
  "The id only views the room, or the request comes from a page of another site.",
  "This link only views the room",
);
export const notJson = refusal(400, "The body is not JSON, or nested too deeply.", "The body is not JSON");
export const tooLarge = refusal(413, "The body is too large.", "A body has at most 4000000 bytes");
export const notServed = refusal(
  503,
  "The room cannot be served now. Nothing is lost.",
  "The room cannot be served right now. Nothing is lost; try again.",
);
export const tooOften = (description: string, detail: string) => ({
  ...refusal(429, description, detail),
  headers: z.object({ "retry-after": z.string().meta({ description: "Seconds", examples: ["10"] }) }),
});
export const pastTooOften = tooOften(
  "One room's past was looked at too often from this address. The present, without `at`, has no such limit.",
  "Too many looks at the past from your address; wait a minute",
);
export const badQuery = (detail: string) => refusal(422, "The query does not fit.", detail);
export const badMoment = badQuery("at: Must be v and a version, or a time in ISO 8601");
export const badLimit = badQuery("limit: Too small: expected number to be >=1");
const misfit = refusal(422, "The body does not fit its schema; `errors` says where.");
export const unfit = {
  ...misfit,
  example: { ...misfit.example, errors: [{ path: "language", message: "Unknown language" }] },
};
export const madeAt = (what: string) =>
  z.object({ location: z.string().meta({ description: `The path of the ${what}.` }) });

export const roomRoutes = {
  "POST /rooms": {
    tag: "Rooms",
    summary: "Make a room",
    description:
      "Whoever knows `roomId` may edit, whoever knows `viewId` may read: both are unguessable. People join at `/r/{id}`.",
    body: createRoomBody,
    bodyIsOptional: true,
    example: { language: "python", initial_code: roomExample.code, title: roomExample.title },
    answers: {
      201: { ...json("The room.", roomAnswer), headers: madeAt("room"), example: roomExample },
      400: notJson,
      403: elsewhere,
      413: tooLarge,
      422: unfit,
      429: tooOften(
        "Too many rooms were made from this address.",
        "Too many new rooms from your address; wait a minute",
      ),
    },
  },
  "GET /rooms/{roomId}": {
    tag: "Rooms",
    summary: "Read a room",
    description: "The live text, as everybody in the room has it; or as it was.",
    params: roomParams,
    query: atQuery,
    answers: {
      200: { ...json("The room as it is now.", roomAnswer), example: { ...roomExample, version: 12, userCount: 2 } },
      404: unknownRoom,
      422: badMoment,
      429: pastTooOften,
      503: notServed,
    },
  },
  "PUT /rooms/{roomId}/code": {
    tag: "Rooms",
    summary: "Edit without a socket",
    description:
      "The change from the text at `version` to `code` is merged with what came since. It overwrites nobody's edits and is seen live by everybody in the room.",
    params: roomParams,
    headers: clientHeaders,
    body: replaceCodeBody,
    example: { code: "def hello():\n    return 1\n", version: 0 },
    answers: {
      200: {
        ...json("The merged text.", replaceCodeAnswer),
        example: { code: "def hello():\n    return 1\n", version: 1 },
      },
      400: notJson,
      403: viewOnly,
      404: unknownRoom,
      409: refusal(409, "The room does not have the version.", "The room has no such version"),
      413: tooLarge,
      422: unfit,
      503: notServed,
    },
  },
} as const satisfies Record<string, Route>;
