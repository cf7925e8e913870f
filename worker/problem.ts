// Every error answer of the API: RFC 9457 problem details.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError } from "zod";
import type { Problem } from "#protocol/rest";
import type { RefusalCode } from "#protocol/socket";

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** A refusal on its way to `onError`. `errors` says which parts of a body were refused. */
export class Refused extends HTTPException {
  readonly errors: Problem["errors"];
  constructor(status: ContentfulStatusCode, detail: string, errors?: Problem["errors"]) {
    super(status, { message: detail });
    this.errors = errors;
  }
}

const statusByRefusal: Partial<Record<RefusalCode, ContentfulStatusCode>> = {
  unknown_room: 404,
  too_large: 413,
  read_only: 403,
  unavailable: 503,
};

/** What a room refused, as an answer of the API. */
export function refusedByRoom({ refused, detail }: { refused: RefusalCode; detail: string }): Refused {
  return new Refused(statusByRefusal[refused] ?? 409, detail);
}

export function refusedBySchema(error: ZodError): Refused {
  const errors = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join("."), message }));
  return new Refused(422, "The body does not fit its schema", errors);
}

export function problemAnswer(
  c: Context,
  status: ContentfulStatusCode,
  detail: string,
  errors?: Problem["errors"],
): Response {
  const body: Problem = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail,
    ...(errors && { errors }),
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}

export function onError(error: Error, c: Context): Response {
  if (error instanceof Refused) return problemAnswer(c, error.status, error.message, error.errors);
  if (error instanceof HTTPException)
    return problemAnswer(c, error.status, error.message || (titles[error.status] ?? "Error"));
  console.error("request failed", c.req.method, new URL(c.req.url).pathname, error);
  return problemAnswer(c, 500, "Something went wrong on our side");
}
