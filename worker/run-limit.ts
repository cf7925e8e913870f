// How many programs one address may start: a script that floods one room after the other ends here.
import type { MiddlewareHandler } from "hono";
import { tooMany } from "#worker/problem";

/** "off" is for benchmarks, which are one address. */
type Bindings = Env & { TANDEM_RUN_LIMIT?: string };

export const runLimit: MiddlewareHandler<{ Bindings: Bindings }> = async (c, next) => {
  if (c.env.TANDEM_RUN_LIMIT === "off") return next();
  const { success } = await c.env.RUN_LIMIT.limit({ key: c.req.header("cf-connecting-ip") ?? "unknown" });
  if (!success) throw tooMany("Too many programs were started from your address; wait a little");
  await next();
};
