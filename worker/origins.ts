// Which other sites' pages may speak to Tandem: those in ALLOWED_ORIGINS. There is no cookie to steal, but a page could
// start programs, or fill the Tandem on somebody's own machine, from the browser of whoever looks at it. A request that
// says no origin comes from no page.
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { REQUEST_HEADER } from "#protocol/log-entry";
import { Refused } from "#worker/problem";

type Bindings = { Bindings: Env };

/** Refuses what changes something, and sockets, to pages that are not ours. Reading they may; without CORS they see nothing. */
export const knownOrigins: MiddlewareHandler<Bindings> = async (c, next) => {
  const origin = c.req.header("origin");
  const matters = !/^(GET|HEAD|OPTIONS)$/.test(c.req.method) || isUpgrade(c);
  if (matters && origin !== undefined && !isOurs(c, origin) && !isAllowed(c, origin)) {
    throw new Refused(403, "Pages of other sites may not do this here, unless ALLOWED_ORIGINS names them");
  }
  await next();
};

/** CORS for those that are allowed. */
export const sharing: MiddlewareHandler<Bindings> = async (c, next) => {
  if (allowedOrigins(c.env).length === 0 || isUpgrade(c)) return next();
  return forAllowed(c, next);
};

const forAllowed = cors({
  origin: (origin, c: Context<Bindings>) => {
    if (allowedOrigins(c.env).includes("*")) return "*";
    return isAllowed(c, origin) ? origin : null;
  },
  allowMethods: ["GET", "HEAD", "POST", "PUT", "DELETE"],
  allowHeaders: ["content-type", "last-event-id"],
  exposeHeaders: ["location", "retry-after", REQUEST_HEADER],
  maxAge: 86_400,
});

// By host and port: behind a proxy that ends TLS, the scheme that we see is not the page's.
function isOurs(c: Context, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}

function isAllowed(c: Context<Bindings>, origin: string): boolean {
  const allowed = allowedOrigins(c.env);
  return allowed.includes("*") || allowed.includes(origin);
}

const allowedOrigins = ({ ALLOWED_ORIGINS: names = "" }: Partial<Env>): string[] =>
  names.split(/[\s,]+/).filter(Boolean);

const isUpgrade = (c: Context) => c.req.header("upgrade") !== undefined;
