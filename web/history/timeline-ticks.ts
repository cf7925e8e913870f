// What stands on the timeline besides versions: named ones, runs, and what was said.
import type { HistoryAnswer } from "#protocol/history-rest";
import type { Mark } from "#protocol/mark";
import type { Message } from "#protocol/talk";

export type Tick = { readonly kind: "mark" | "run" | "chat"; readonly version: number; readonly words: string };

/** Of what was said so much is read in passing. */
const SAID_LENGTH_MAX = 80;

export function ticksOf(info: HistoryAnswer | undefined, said: readonly Message[]): readonly Tick[] {
  return [
    ...(info?.marks ?? []).map((mark) => tick("mark", mark.version, markWords(mark))),
    ...(info?.runs ?? []).map(({ version, status }) =>
      tick("run", version, `run${status ? `, ${status.replaceAll("_", " ")}` : ""}`),
    ),
    ...said.map(({ version, name, text }) =>
      tick("chat", version, `${name}: ${text.length > SAID_LENGTH_MAX ? `${text.slice(0, SAID_LENGTH_MAX)}…` : text}`),
    ),
  ];
}

const tick = (kind: Tick["kind"], version: number, words: string): Tick => ({
  kind,
  version,
  words: `v${version} · ${words}`,
});

export function markWords({ kind, name, from, by }: Mark): string {
  const who = by ? ` by ${by}` : "";
  if (kind === "restore") return `restored v${from ?? 0}${who}`;
  return kind === "fork" ? `forked${who}` : `${name ?? ""}${who}`;
}
