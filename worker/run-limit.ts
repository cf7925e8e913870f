// How many programs one address may start over REST: a script that floods one room after the other ends here. Who starts
// them over a socket is limited by the room (party/runs.ts), with more patience: a class may share an address.
import type { Context, MiddlewareHandler } from "hono";
import { tooMany } from "#worker/problem";

/** "off" is for benchmarks, which are one address. */
type Bindings = Env & { TANDEM_RUN_LIMIT?: string };

export const runLimit: MiddlewareHandler<{ Bindings: Bindings }> = async (c, next) => {
  if (c.env.TANDEM_RUN_LIMIT === "off") return next();
  const { success } = await c.env.RUN_LIMIT.limit({ key: addressOf(c) });
  if (!success) throw tooMany("Too many programs were started from your address; wait a little");
  await next();
};

/** Set by the platform; locally it may be missing. */
export const addressOf = (c: Context): string => c.req.header("cf-connecting-ip") ?? "unknown";
