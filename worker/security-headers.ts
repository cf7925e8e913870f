// What a browser may do with an answer of the Worker: read it, and nothing else. The files of the page have their own in
// web/public/_headers.
import type { MiddlewareHandler } from "hono";

const headers = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin", // pages in ALLOWED_ORIGINS ask with CORS, which this does not touch
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
const HSTS = "max-age=31536000";

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status === 101) return; // a socket: nobody looks, and a copy of the answer would not have it
  if (c.res.headers.has("content-security-policy")) return; // the page: it has its own
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (new URL(c.req.url).protocol === "https:") c.header("strict-transport-security", HSTS);
};
