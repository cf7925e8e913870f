// For whoever runs a deployment. Each route is there only where its secret is set.
import { z } from "zod";
import { elsewhere, notServed } from "#protocol/api/rooms";
import { json, nothing, refusal, type Route, text } from "#protocol/api/route";
import { ARCHIVE_BYTES_MAX, restoreQuery, roomsPage, roomsPageQuery } from "#protocol/room-archive";

const stranger = {
  ...refusal(401, "The token is missing or wrong."),
  headers: z.object({ "www-authenticate": z.string().meta({ examples: ["Bearer"] }) }),
};
const params = z.object({ roomId: z.string().meta({ description: "The room's own id." }) });
const etag = z.object({ etag: z.string().meta({ description: "Another whenever the archive is another." }) });
const archive = z.string().meta({
  description:
    "Lines of JSON: a head, the room's states, log and runs, and a last line with the SHA-256 of the others.",
});

export const operationRoutes = {
  "GET /metrics": {
    tag: "Operation",
    summary: "Read the metrics",
    description: "For Prometheus, of the process that answers: meant for Tandem on a machine of one's own.",
    secret: "METRICS_TOKEN",
    answers: {
      200: text("Prometheus' text format.", z.string()),
      401: stranger,
    },
  },
  "GET /admin/rooms": {
    tag: "Operation",
    summary: "List all rooms",
    description: "By id, 500 at a time.",
    secret: "ADMIN_TOKEN",
    query: roomsPageQuery,
    answers: {
      200: {
        ...json("A page of them.", roomsPage),
        example: {
          rooms: [{ roomId: "5b0e1a4e-6d2f-4c55-9d0e-0a8c3a1f7b11", version: 12, updatedAt: 1_769_860_800_000 }],
        },
      },
      401: stranger,
    },
  },
  "GET /admin/rooms/{roomId}/archive": {
    tag: "Operation",
    summary: "Take a room out",
    description: "With its whole history. `npm run backup` does this for all rooms.",
    secret: "ADMIN_TOKEN",
    params,
    headers: z.object({
      "if-none-match": z.string().optional().meta({ description: "The `etag` of the archive one has." }),
    }),
    answers: {
      200: { ...text("The room as text.", archive), headers: etag },
      304: { ...nothing("The archive one has is still the room."), headers: etag },
      401: stranger,
      404: refusal(404, "There is no such room.", "Room not found"),
      413: refusal(
        413,
        "The archive would be too large to be restored.",
        `The archive would have 50000000 bytes; ${ARCHIVE_BYTES_MAX} can be restored`,
      ),
      503: notServed,
    },
  },
  "PUT /admin/rooms/{roomId}/archive": {
    tag: "Operation",
    summary: "Bring a room back",
    description:
      "From its archive, which may be another deployment's. `npm run restore` does this for all of a folder.",
    secret: "ADMIN_TOKEN",
    params,
    query: restoreQuery,
    bodyType: "text/plain",
    body: archive,
    answers: {
      204: nothing("The room is what the archive says."),
      401: stranger,
      403: elsewhere,
      409: refusal(409, "A room is there that `replace` does not let go.", "The room is there already"),
      413: refusal(413, "The archive is too large.", `A body has at most ${ARCHIVE_BYTES_MAX} bytes`),
      422: refusal(422, "It is no archive of this room.", "The archive is another room's"),
      503: refusal(503, "It is not restored.", "D1 does not take this; the room is as it was"),
    },
  },
} as const satisfies Record<string, Route>;
