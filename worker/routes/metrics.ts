// Figures of this process for Prometheus, where one process serves everything.
import { Hono } from "hono";
import { metricsText } from "#operation/metrics";
import { bearer } from "#worker/bearer";

export const metrics = new Hono<{ Bindings: Env }>()
  .use(bearer("METRICS_TOKEN"))
  .get("/", (c) =>
    c.body(metricsText(Date.now()), 200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }),
  );
