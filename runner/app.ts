// The runner's HTTP surface. Everything but /health wants the token.
import { createHash, timingSafeEqual } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { z } from "zod";
import { RUN_BODY_BYTES_MAX } from "#protocol/limits";
import { executeBody, runInput, type RunnerHealth, runRequest } from "#protocol/run";
import { requestLog } from "#runner/log";
import { jsonBody, onError, problemAnswer, Refused } from "#runner/problem";
import type { Runs } from "#runner/runs";

/** Present once the sandbox holds and it is known what runs in it. */
export type Ready = { runs: Runs; health: () => Promise<RunnerHealth>; metrics: () => string };

export function appOf(token: string, ready: Promise<Ready>): Hono {
  const app = new Hono();
  app.use(requestLog);
  app.onError(onError);
  app.notFound((c) => problemAnswer(c, 404, "There is nothing at this address"));

  app.get("/health", async (c) => c.json(await (await ready).health()));

  app.use(async (c, next) => {
    if (!isToken(c.req.header("authorization") ?? "", token)) {
      throw new Refused(401, "The token is missing or wrong", { "www-authenticate": "Bearer" });
    }
    await next();
  });
  app.use(boundedBody);

  app.get("/metrics", async (c) => {
    const text = (await ready).metrics();
    return c.body(text, 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" });
  });

  app.post("/execute", async (c) => {
    const body = await jsonBody(c, executeBody);
    return c.json(await (await ready).runs.execute(body, c.req.raw.signal));
  });

  app.post("/runs", async (c) => {
    const request = await jsonBody(c, runRequest);
    return eventsAnswer(c, (await (await ready).runs.start(request)).read(0));
  });

  app.get("/runs/:id/events", async (c) => {
    const after = z.coerce.number().int().min(0).catch(0).parse(c.req.query("after"));
    return eventsAnswer(c, (await ready).runs.find(c.req.param("id")).log.read(after));
  });

  app.post("/runs/:id/input", async (c) => {
    const { text, eof = false } = await jsonBody(c, runInput);
    const { run } = (await ready).runs.find(c.req.param("id"));
    if (!run.takesInput) throw new Refused(409, "This run takes no input, or no more");
    if (!run.input(text, eof)) throw new Refused(429, "The program has not read what it was given before");
    return c.body(null, 204);
  });

  app.delete("/runs/:id", async (c) => {
    (await ready).runs.find(c.req.param("id")).run.cancel();
    return c.body(null, 204);
  });

  return app;
}

const countedBody = bodyLimit({
  maxSize: RUN_BODY_BYTES_MAX,
  onError: () => {
    throw new Refused(413, `A body has at most ${RUN_BODY_BYTES_MAX} bytes`);
  },
});

/** A body whose length is told has no more; to count it in a stream takes half a millisecond. */
const boundedBody: MiddlewareHandler = (c, next) => {
  const length = Number(c.req.header("content-length") ?? NaN);
  return length <= RUN_BODY_BYTES_MAX && c.req.header("transfer-encoding") === undefined
    ? next()
    : countedBody(c, next);
};

function eventsAnswer(c: Context, events: ReadableStream<Uint8Array>): Response {
  return c.body(events, 200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
}

/** Takes the same time whatever is wrong: digests have one length. */
function isToken(header: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(header), digest(`Bearer ${token}`));
}
