// Around every request: its id, its line in the log, its place in the metrics.
import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { log, logFrom, roomMark } from "#operation/log";
import { countRequest } from "#operation/metrics";
import { REQUEST_HEADER, requestIdIn } from "#protocol/log-entry";
import { foundRoom } from "#worker/find-room";

declare module "hono" {
  interface ContextVariableMap {
    /** Names the request in the log, in its answer, and at room and runner. */
    requestId: string;
  }
}

/** A request that reads is logged when it took so long, in ms. */
const SLOW_MS = 1_000;

export const requestLog: MiddlewareHandler<{ Bindings: Env }> = async (c, next) => {
  logFrom(c.env.LOG_LEVEL);
  const request = requestIdIn(c.req.header("cf-ray")) ?? crypto.randomUUID();
  c.set("requestId", request);
  c.header(REQUEST_HEADER, request);
  const begunAt = Date.now();
  await next();
  const ms = Date.now() - begunAt;
  const route = routeOf(c);
  const { status } = c.res;
  countRequest(c.req.method, route, status);
  if (isQuiet(c, route, status) && ms < SLOW_MS) return;
  const room = roomIn(c.req.path);
  log(status >= 500 ? "error" : "info", {
    event: "request answered",
    request,
    method: c.req.method,
    route,
    ...(room && { room: roomMark(room) }),
    status,
    ms,
  });
};

// What changes something has a line each. What reads, or completes words while somebody types, comes a hundred times as
// often and says nothing, unless it failed or was slow; a socket's line is the room's, when it has joined.
const isQuiet = ({ req }: Context, route: string, status: number) =>
  status < 500 &&
  (req.method === "GET" || req.method === "HEAD" || req.method === "OPTIONS" || route === "/autocomplete");

// Of /rooms/{id}, /ws/{id} and /admin/rooms/{id}. The last names the room itself, which need not have been found before.
function roomIn(path: string): string | undefined {
  const [, first, second = "", third = ""] = path.split("/");
  return first === "admin" ? third : foundRoom(second)?.id;
}

/** The pattern that answered, as the API's description writes it; "none" for an address of nothing. */
function routeOf(c: Context): string {
  const pattern = routePath(c, -1);
  return pattern.endsWith("*") ? "none" : pattern.replaceAll(/:(\w+)/g, "{$1}").replace(/(?<=.)\/$/, "");
}
