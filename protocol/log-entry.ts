// A line of the log, wherever it was written: worker, room or runner. The lines of one request share its id, which
// travels in a header, so that what a user quotes is found in all three.

export const REQUEST_HEADER = "x-request-id";

/** Long enough for any id that a platform makes; nothing in it could break out of a header or of a line. */
const requestId = /^[0-9A-Za-z_-]{1,64}$/;

/** An id from outside is taken only if it looks like one; undefined otherwise. */
export const requestIdIn = (text: string | null | undefined): string | undefined =>
  text != null && requestId.test(text) ? text : undefined;

const logLevels = ["info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Whether a level is logged by a setting; a setting that is no level counts as "info". */
export const isLogged = (level: LogLevel, setting: string | undefined): boolean =>
  logLevels.indexOf(level) >= logLevels.indexOf(setting as LogLevel);

/** Of a `detail`, which may be a failure with all its stack. */
export const DETAIL_LENGTH_MAX = 2_000;

/** Never a secret, an id that opens something, code, or what a program reads or writes. */
export type LogEntry = {
  /** What happened, in words. */
  event: string;
  request?: string | undefined;
  /** Stands for the room's id, which would open it. */
  room?: string | undefined;
  run?: string | undefined;
  method?: string | undefined;
  route?: string | undefined;
  status?: number | undefined;
  ms?: number | undefined;
  count?: number | undefined;
  detail?: string | undefined;
};

/** One line of JSON. `time` is ISO 8601. */
export function logLine(time: string, level: LogLevel, { event, ...entry }: LogEntry): string {
  return JSON.stringify({ time, level, event, ...entry });
}
