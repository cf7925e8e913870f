// What may be asked of an address, for who asks otherwise.
import type { Context, Hono } from "hono";
import { problemAnswer } from "#worker/problem";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** 405 with what is allowed there, or to OPTIONS just that; undefined where there is nothing at all. */
export function otherMethods(app: Pick<Hono<{ Bindings: Env }>, "router">, c: Context): Response | undefined {
  const routed = (method: string) =>
    app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method);
  const methods = METHODS.filter(routed);
  if (methods.length === 0) return undefined;
  const allow = [...methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])), "OPTIONS"].join(", ");
  c.header("allow", allow);
  if (c.req.method === "OPTIONS") return c.body(null, 204);
  return problemAnswer(c, 405, `This address takes ${allow}`);
}
