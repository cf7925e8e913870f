// /openapi.json: the table of routes (protocol/api.ts) as an OpenAPI 3.1 document.
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import { tidy } from "#documents/tidy";
import { routes } from "#protocol/api";
import type { Answer, Route, Tag } from "#protocol/api/route";
import { REQUEST_HEADER } from "#protocol/log-entry";
import { problem } from "#protocol/rest";

const tags: Record<Tag, string> = {
  Rooms: "A room holds files, the main one and others. It opens by its id, without an account.",
  Files: "What a room holds: now, and as it was at every version.",
  History: "Every version of a room, who made it, and the proof of it.",
  Runs: "What runs in a room, for all to see.",
  Talk: "What people say to each other in a room, to all or about a place in the code.",
  Programs: "Programs that belong to no room.",
  Completion: "What could come next in a text.",
  Operation: "For whoever runs Tandem.",
};

const description = `JSON in and out. Positions and lengths count UTF-16 code units; lines end with \`\\n\`.

Errors are [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) problem details. Answers may grow fields: read past those you do not know.

People and programs that edit live use the **WebSocket** \`/ws/{roomId}\`. JSON Schema of all its messages is at [/protocol.json](/protocol.json); the rules they follow are numbered in \`protocol/SPEC.md\` of the source.`;

const onEveryAnswer = z.object({
  [REQUEST_HEADER]: z.string().meta({
    header: { id: "RequestId" },
    description: "Names the request in the log of whoever runs this.",
  }),
});

/** Any answer that no route gives on purpose. */
const unexpected: ZodOpenApiResponseObject = {
  id: "Unexpected",
  description: "Something went wrong on our side: 500.",
  headers: onEveryAnswer,
  content: { "application/problem+json": { schema: problem } },
};

export function openApiDocument(version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const [key, route] of routes) {
    const [method = "", path = ""] = key.split(" ");
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(key, route) };
  }
  const answers = routes.flatMap(([, route]) => Object.values(route.answers));
  const streamed = answers.flatMap(({ type, body }) => (type === "text/event-stream" && body ? [body] : []));
  const secrets = new Set(routes.flatMap(([, { secret }]) => secret ?? []));
  return createDocument(
    {
      openapi: "3.1.1",
      info: { title: "Tandem", version, description },
      servers: [{ url: "/", description: "Where this document is" }],
      tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
      paths,
      components: {
        schemas: Object.fromEntries(streamed.map((event) => [componentOf(event), event])),
        ...(secrets.size > 0 && {
          securitySchemes: Object.fromEntries(
            [...secrets].map((secret) => [
              secret,
              {
                type: "http",
                scheme: "bearer",
                description: `The secret ${secret}; without one there is no such route.`,
              },
            ]),
          ),
        }),
      },
    },
    // Answers may grow fields.
    {
      override: ({ jsonSchema, io }) => {
        if (io === "output") delete jsonSchema.additionalProperties;
        tidy(jsonSchema);
      },
    },
  );
}

function operation(key: string, route: Route): ZodOpenApiOperationObject {
  const {
    tag,
    summary,
    description,
    params,
    query,
    headers,
    body,
    bodyType = "application/json",
    bodyIsOptional,
    example,
    secret,
    answers,
  } = route;
  return {
    operationId: idOf(key),
    tags: [tag],
    summary,
    ...(description && { description }),
    ...((params || query || headers) && {
      requestParams: { ...(params && { path: params }), ...(query && { query }), ...(headers && { header: headers }) },
    }),
    ...(body && {
      requestBody: {
        required: !bodyIsOptional,
        content: { [bodyType]: { schema: body, ...(example !== undefined && { example }) } },
      },
    }),
    ...(secret && { security: [{ [secret]: [] }] }),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, response(answer)])),
      default: unexpected,
    },
  };
}

function response({ description, type, orType, body, headers, example }: Answer): ZodOpenApiResponseObject {
  return {
    description,
    headers: headers ? headers.extend(onEveryAnswer.shape) : onEveryAnswer,
    ...(type && {
      content: {
        [type]: {
          ...(body && { schema: type === "text/event-stream" ? streamOf(body) : body }),
          ...(example !== undefined && { example }),
        },
        ...(orType !== undefined && { [orType]: {} }),
      },
    }),
  };
}

/** Of a stream OpenAPI 3.1 can only say that it is text; what its events hold is a component of its own. */
const streamOf = (event: z.ZodType) =>
  z.string().meta({ description: `Server-sent events; the data of each is a \`${componentOf(event)}\`.` });

function componentOf(schema: z.ZodType): string {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error("What the events of a stream hold needs an id");
  return id;
}

/** "GET /rooms/{roomId}/runs" → "getRoomsRoomIdRuns". */
function idOf(key: string): string {
  const [method = "", ...words] = key.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}
