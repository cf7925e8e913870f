// The log of worker and rooms: one line of JSON per entry, on the platform's console, which keeps it.
import { createHash } from "node:crypto";
import { DrizzleQueryError } from "drizzle-orm";
import { counters } from "#operation/metrics";
import { DETAIL_LENGTH_MAX, isLogged, type LogEntry, type LogLevel, logLine } from "#protocol/log-entry";

// One for the isolate, as the variable that says it is.
let setting: string | undefined;

/** By the variable LOG_LEVEL; what is no level counts as "info". */
export function logFrom(level: string | undefined): void {
  setting = level;
}

export function log(level: LogLevel, entry: LogEntry, error?: unknown): void {
  if (level === "error") counters.errors++;
  if (!isLogged(level, setting)) return;
  const line = logLine(new Date().toISOString(), level, {
    ...entry,
    ...(error !== undefined && { detail: detailOf(error) }),
  });
  // eslint-disable-next-line no-console -- the platform's own level is the entry's
  console[level](line);
}

/** Once in an isolate: what is found anew with every request. */
export function logOnce(level: LogLevel, entry: LogEntry): void {
  const line = JSON.stringify(entry);
  if (loggedOnce.has(line)) return;
  loggedOnce.add(line);
  log(level, entry);
}
const loggedOnce = new Set<string>();

// Of a failed query, what the database said: Drizzle's own words repeat the values, which may be a room's id or its text.
function detailOf(error: unknown): string {
  if (error instanceof DrizzleQueryError) return detailOf(error.cause ?? "a query failed");
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return words.replaceAll(uuid, "…").slice(0, DETAIL_LENGTH_MAX);
}
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Stands for a room in the log: its id opens it, and who reads logs need not be let in. */
export function roomMark(roomId: string): string {
  return createHash("sha256").update(roomId).digest("base64url").slice(0, 10);
}
