// Every error answer of the runner: RFC 9457 problem details, and no word about its inside.
import { STATUS_CODES } from "node:http";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { log } from "#runner/log";
import { isNestedTooDeeply } from "#protocol/nesting";

/** A refusal on its way to `onError`. */
export class Refused extends HTTPException {
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: ContentfulStatusCode, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(status, { message: detail });
    this.headers = headers;
  }
}

export function onError(error: Error, c: Context): Response {
  if (error instanceof Refused) return problemAnswer(c, error.status, error.message, error.headers);
  if (error instanceof HTTPException) return problemAnswer(c, error.status, error.message);
  log("error", { event: "request failed", request: c.get("requestId"), detail: error.stack ?? error.message });
  return problemAnswer(c, 500, "Something went wrong on our side");
}

export function problemAnswer(
  c: Context,
  status: ContentfulStatusCode,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: "about:blank", title: STATUS_CODES[status] ?? "Error", status, detail };
  return c.body(JSON.stringify(body), status, { ...headers, "content-type": "application/problem+json" });
}

/** The body as `schema` has it. Refuses with 400 or 422. */
export async function jsonBody<T extends z.ZodType>(c: Context, schema: T): Promise<z.output<T>> {
  const result = schema.safeParse(parsed(await c.req.text()));
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new Refused(422, `The body does not fit its schema: ${[path.join("."), message].filter(Boolean).join(": ")}`);
}

function parsed(text: string): unknown {
  if (isNestedTooDeeply(text)) throw new Refused(400, "The body is nested too deeply");
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, "The body is not JSON");
  }
}
