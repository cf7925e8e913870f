// Which other sites' pages may speak to Tandem: those in ALLOWED_ORIGINS. There is no cookie to steal, but a page could
// start programs, or fill the Tandem on somebody's own machine, from the browser of whoever looks at it. A request that
// says no origin comes from no page.
import type { Context, MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { CLIENT_HEADER } from "#protocol/client-id";
import { REQUEST_HEADER } from "#protocol/log-entry";
import { Refused } from "#worker/problem";

/** ALLOWED_HOSTS is for copies on a machine of one's own (local/place.ts): Cloudflare routes by name. */
type Bindings = { Bindings: Env & { ALLOWED_HOSTS?: string } };

/** Refuses names that somebody else may have pointed at this machine, whose page would then be ours; an address is no name. */
export const knownHosts: MiddlewareHandler<Bindings> = async (c, next) => {
  const names = wordsOf(c.env.ALLOWED_HOSTS);
  const host = c.req.header("host");
  if (names.length > 0 && host !== undefined && !names.includes("*")) {
    const hostname = URL.parse(`http://${host}`)?.hostname ?? "";
    if (!/^[\d.]+$|^\[|(^|\.)localhost$/.test(hostname) && !names.includes(hostname))
      throw new Refused(403, "This Tandem is not known by that name; ALLOWED_HOSTS tells by which it is");
  }
  await next();
};

/** Refuses what changes something, and sockets, to pages that are not ours. Reading they may; without CORS they see nothing. */
export const knownOrigins: MiddlewareHandler<Bindings> = async (c, next) => {
  const origin = c.req.header("origin");
  const matters = !/^(GET|HEAD|OPTIONS)$/.test(c.req.method) || isUpgrade(c);
  const fromPage = origin !== undefined || /^(cross|same)-site$/.test(c.req.header("sec-fetch-site") ?? "");
  if (matters && fromPage && !isOurs(c, origin) && !isAllowed(c, origin)) {
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
  allowMethods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
  allowHeaders: ["content-type", "last-event-id", CLIENT_HEADER],
  exposeHeaders: ["location", "retry-after", REQUEST_HEADER],
  maxAge: 86_400,
});

// By host and port: behind a proxy that ends TLS, the scheme that we see is not the page's.
function isOurs(c: Context, origin = ""): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(c.req.url).host;
}

function isAllowed(c: Context<Bindings>, origin = ""): boolean {
  const allowed = allowedOrigins(c.env);
  return allowed.includes("*") || allowed.includes(origin);
}

const allowedOrigins = (env: Partial<Env>): string[] => wordsOf(env.ALLOWED_ORIGINS);

const wordsOf = (names = ""): string[] => names.split(/[\s,]+/).filter(Boolean);

const isUpgrade = (c: Context) => c.req.header("upgrade") !== undefined;
