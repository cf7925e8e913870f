// Routes for whoever runs this deployment, behind a secret. Without the secret they are not there.
import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { Refused } from "#worker/problem";

export function bearer(secret: "METRICS_TOKEN" | "ADMIN_TOKEN"): MiddlewareHandler<{ Bindings: Env }> {
  return async (c, next) => {
    const token = c.env[secret];
    if (!token) throw new Refused(404, "There is nothing at this address");
    if (!isSame(c.req.header("authorization") ?? "", `Bearer ${token}`)) {
      c.header("www-authenticate", "Bearer");
      throw new Refused(401, "The token is missing or wrong");
    }
    c.header("cache-control", "no-store");
    await next();
  };
}

/** Takes the same time whatever is wrong: digests have one length. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
