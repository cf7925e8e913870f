// What people do, in words.
import type { Attention } from "#collab/attention";

export type Seen = Attention & {
  /** Path of the file that they are in; undefined when it is no more. */
  readonly path?: string | undefined;
  /** Where in it, if that is known. */
  readonly line?: number | undefined;
  readonly isTyping?: boolean;
  /** Path of what they have started and what still runs. */
  readonly running?: string | undefined;
};

export function doingWords({ doing, since, path, line, isTyping = false, running }: Seen, now: number): string {
  if (isTyping) return path === undefined ? "typing" : `typing in ${placeWords(path, line)}`;
  const isHere = doing === undefined || doing === "output";
  if (running !== undefined && isHere) return `running ${running}`;
  if (doing === "output") return "looking at the output";
  if (doing === "history") return "watching the history";
  if (doing !== undefined) return `${doing}${minutesWords(since, now)}`;
  return path === undefined ? "here" : `in ${placeWords(path, line)}`;
}

// Clocks differ: what would lie ahead is just now.
function minutesWords(since: number | undefined, now: number): string {
  const minutes = since === undefined ? 0 : Math.floor((now - since) / 60_000);
  if (minutes < 1) return "";
  return minutes < 60 ? ` ${minutes} min` : ` ${Math.floor(minutes / 60)} h`;
}

/** "followed by 2"; nothing while nobody follows. */
export const followedWords = (followers: number): string => (followers > 0 ? `followed by ${followers}` : "");

/** "Ann", "Ann and Bo", "Ann, Bo and 3 others". */
export function namesWords(names: readonly string[]): string {
  if (names.length <= 1) return names[0] ?? "";
  if (names.length === 2) return names.join(" and ");
  const others = names.length - 2;
  return `${names[0]}, ${names[1]} and ${others === 1 ? "another" : `${others} others`}`;
}

/** "main.py:12", or the file alone where its text is not here. */
export const placeWords = (path: string | undefined, line: number | undefined): string =>
  `${path ?? "a file"}${line === undefined ? "" : `:${line}`}`;
