// What could come next at the cursor. A request that is given up costs nothing: the model's server is told at once.
import { Hono } from "hono";
import { autocompleteBody } from "#protocol/completion";
import { byRules, modelOf, suggestByModel } from "#worker/completion/suggest";
import type { CompletionEnv } from "#worker/completion/settings";
import { boundedBody, jsonBody } from "#worker/json-body";
import { patientJson } from "#worker/patient-json";
import { addressOf, rateLimit } from "#worker/rate-limit";

/** Of nginx: the client closed the request. Nobody reads it. */
const CLIENT_GONE = 499;

export const autocomplete = new Hono<{ Bindings: Env & CompletionEnv }>().post(
  "/",
  rateLimit("AUTOCOMPLETE_LIMIT", "suggestions"),
  boundedBody,
  async (c) => {
    const request = await jsonBody(c, autocompleteBody);
    const model = modelOf(c.env);
    if (!model) return c.json(await byRules(request), 200, { "cache-control": "no-store" });
    const { signal } = c.req.raw;
    if (signal.aborted) return new Response(null, { status: CLIENT_GONE });
    // Who asks is their address: a name that anybody can make up would be no bound.
    const budget = () => c.env.COMPLETION_SPENDING.getByName(addressOf(c));
    return patientJson((gone) => suggestByModel(model, request, budget, gone), signal);
  },
);
