// Runs a program that belongs to no room, to its end.
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { type Failure, RunnerClient } from "#execution/runner-client";
import { healthOf, languageOf, whyNot } from "#execution/runner-health";
import { runnerPlace } from "#execution/runner-place";
import { executeBody } from "#protocol/run";
import { boundedProgram, jsonBody } from "#worker/json-body";
import { Refused, tooMany } from "#worker/problem";
import { rateLimit } from "#worker/rate-limit";

const limit = rateLimit("RUN_LIMIT", "programs");

export const execute = new Hono<{ Bindings: Env }>().post("/", limit, boundedProgram, async (c) => {
  const body = await jsonBody(c, executeBody);
  const place = runnerPlace(c.env);
  if (!place) throw new Refused(503, "Programs cannot be run here: there is no runner");
  const health = await healthOf(place);
  if ("failed" in health) throw refusedBy(health);
  const language = languageOf(health, body.language);
  const why = whyNot(language, body.language);
  if (!language || why) throw new Refused(422, why ?? "It cannot be run here");
  const answer = await new RunnerClient(place, { request: c.get("requestId") }).execute(
    { ...body, language: language.id },
    c.req.raw.signal,
  );
  if ("failed" in answer) throw refusedBy(answer);
  return c.json(answer);
});

function refusedBy(failure: Failure): Refused {
  switch (failure.failed) {
    case "unavailable":
      return new Refused(503, "Programs cannot be run now: the runner does not answer. Try again later.");
    case "busy":
      return tooMany(failure.detail, failure.retryAfterS);
    case "refused":
      return new Refused(failure.status as ContentfulStatusCode, failure.detail);
  }
}
