// The runner's log: one line of JSON per entry, to stderr. Its requests go by the ids that the app gave them.
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import {
  DETAIL_LENGTH_MAX,
  isLogged,
  type LogEntry,
  type LogLevel,
  logLine,
  REQUEST_HEADER,
  requestIdIn,
} from "#protocol/log-entry";

declare module "hono" {
  interface ContextVariableMap {
    /** Named by who asked; undefined when that is nobody who names requests. */
    requestId: string | undefined;
  }
}

let setting: string | undefined;

/** What is no level counts as "info". */
export function logFrom(level: string | undefined): void {
  setting = level;
}

export function log(level: LogLevel, entry: LogEntry): void {
  if (isLogged(level, setting)) process.stderr.write(`${logLine(new Date().toISOString(), level, entry)}\n`);
}

/** Something of ours did not go as it should. */
export function logFailure(event: string, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log("error", { event, detail: detail.slice(0, DETAIL_LENGTH_MAX) });
}

/** A line for every request that does something; those that read come too often to say anything. */
export const requestLog: MiddlewareHandler = async (c, next) => {
  const request = requestIdIn(c.req.header(REQUEST_HEADER));
  c.set("requestId", request);
  const begunAt = performance.now();
  await next();
  const { status } = c.res;
  if (c.req.method === "GET" && status < 500) return;
  const [, what, run] = c.req.path.split("/");
  log(status >= 500 ? "error" : "info", {
    event: "runner answered",
    request,
    method: c.req.method,
    route: routePath(c, -1),
    status,
    ms: Math.round(performance.now() - begunAt),
    ...(what === "runs" && run && { run: run.slice(0, 64) }),
  });
};
