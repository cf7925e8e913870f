// How much one address may ask of us in a minute, of a room or of all: the numbers stand in wrangler.toml, generous enough for a
// class behind one address. Miniflare counts as the platform does. Who starts programs over a socket is limited by the room
// (party/runs.ts).
import type { Context, MiddlewareHandler } from "hono";
import { tooMany } from "#worker/problem";

/** "off" is for tests and benchmarks, which are one address. As a number it replaces all limits: local/miniflare.ts. */
type Bindings = { Bindings: Env & { TANDEM_LIMITS?: string } };
type Limit = { [Name in keyof Env]: Env[Name] extends RateLimit ? Name : never }[keyof Env];

/** The platform counts in minutes, and forgets at the end of one. */
const RETRY_AFTER_S = 60;
/** Of a room's id: what is longer is none. */
const ID_LENGTH = 36;

export async function isWithin(c: Context<Bindings>, limit: Limit, key = addressOf(c)): Promise<boolean> {
  return c.env.TANDEM_LIMITS === "off" || (await c.env[limit].limit({ key })).success;
}

/** Refuses with 429. `what` was done too often: "Too many <what> from your address". */
export const rateLimit =
  (limit: Limit, what: string): MiddlewareHandler<Bindings> =>
  async (c, next) => {
    if (!(await isWithin(c, limit))) throw tooMany(tooManyWords(what), RETRY_AFTER_S);
    await next();
  };

/** As `rateLimit`, of one room: what it costs is that room's time. `id` of either kind, which are two rooms to this. */
export const roomRateLimit =
  (limit: Limit, what: string): MiddlewareHandler<Bindings> =>
  async (c, next) => {
    if (!(await isWithin(c, limit, `${addressOf(c)} ${(c.req.param("roomId") ?? "").slice(0, ID_LENGTH)}`)))
      throw tooMany(tooManyWords(what), RETRY_AFTER_S);
    await next();
  };

/** The past is computed, the present is there. */
export const pastLimit = roomRateLimit("PAST_LIMIT", "looks at the past");
export const pastLimitOfAt: MiddlewareHandler<Bindings> = (c, next) =>
  c.req.query("at") === undefined ? next() : pastLimit(c, next);

export const tooManyWords = (what: string) => `Too many ${what} from your address; wait a minute`;

/** Who asks, as far as limits go: an IPv4 address, or the /64 of an IPv6 one, which is what one household or server has. */
export function addressOf(c: Context): string {
  const address = c.req.header("cf-connecting-ip") ?? "unknown"; // set by the platform, and by Miniflare
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = [], tail = []] = address.split("::").map((part) => part.split(":").filter(Boolean));
  const zeros = Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => "0");
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}
