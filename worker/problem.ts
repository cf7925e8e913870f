// Every error answer of the API: RFC 9457 problem details.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { routePath } from "hono/route";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ZodError } from "zod";
import { log } from "#operation/log";
import { misfit } from "#protocol/misfit";
import { REBORN } from "#protocol/reborn";
import { type Problem, problemTitle } from "#protocol/rest";
import type { RefusalCode } from "#protocol/socket";

/** A refusal on its way to `onError`. `errors` says which parts of a body were refused. */
export class Refused extends HTTPException {
  readonly errors: Problem["errors"];
  /** When it may be worth trying again, in seconds. */
  readonly retryAfterS: number | undefined;
  constructor(status: ContentfulStatusCode, detail: string, errors?: Problem["errors"], retryAfterS?: number) {
    super(status, { message: detail });
    this.errors = errors;
    this.retryAfterS = retryAfterS;
  }
}

const statusByRefusal: Partial<Record<RefusalCode, ContentfulStatusCode>> = {
  unknown_room: 404,
  unknown_thread: 404,
  too_large: 413,
  read_only: 403,
  rate_limited: 429,
  run_unavailable: 503,
  unavailable: 503,
};

/** A room or an address may start another run after about so long, in seconds. */
const RETRY_AFTER_S = 10;

export const tooMany = (detail: string, retryAfterS = RETRY_AFTER_S) =>
  new Refused(429, detail, undefined, retryAfterS);

// Somebody else has put another in the room's place meanwhile: an archive, or nothing.
const beginsAnew = () => new Refused(503, "The room began anew before this was done; try again", undefined, 1);

/** What a room refused, as an answer of the API. */
export function refusedByRoom({ refused, detail }: { refused: RefusalCode; detail: string }): Refused {
  return refused === "rate_limited" ? tooMany(detail) : new Refused(statusByRefusal[refused] ?? 409, detail);
}

export function refusedBySchema(error: ZodError): Refused {
  const errors = error.issues.slice(0, 20).map(misfit);
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
    title: problemTitle(status),
    status,
    detail,
    ...(errors && { errors }),
    ...(status === 500 && { request: c.get("requestId") }),
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json" });
}

export function onError(error: Error, c: Context): Response {
  if (error instanceof Refused) {
    const answer = problemAnswer(c, error.status, error.message, error.errors);
    if (error.retryAfterS !== undefined) answer.headers.set("retry-after", String(error.retryAfterS));
    return answer;
  }
  if (error instanceof HTTPException)
    return problemAnswer(c, error.status, error.message || problemTitle(error.status));
  if (error.message.includes(REBORN)) return onError(beginsAnew(), c);
  const request = c.get("requestId");
  log("error", { event: "request failed", request, method: c.req.method, route: routePath(c, -1) }, error);
  return problemAnswer(c, 500, "Something went wrong on our side");
}
