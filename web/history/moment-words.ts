// A moment in words: "today 14:03", "12 March 14:03", "3 July 2024, 09:15".
import type { Mark } from "#protocol/mark";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** Both in ms since the epoch; of the clock that the person's device has. */
export function momentWords(then: number, now: number): string {
  const date = new Date(then);
  const today = new Date(now);
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (date.toDateString() === today.toDateString()) return `today ${clock.format(date)}`;
  if (date.toDateString() === yesterday.toDateString()) return `yesterday ${clock.format(date)}`;
  if (date.getFullYear() === today.getFullYear()) return `${day.format(date)} ${clock.format(date)}`;
  return `${dayOfYear.format(date)}, ${clock.format(date)}`;
}

/** When a named version was, and when it got its name; while only that is known, it says that it is that. */
export function namedWords(
  { version, time, by }: Mark,
  versionTime: number | undefined,
  now: number,
): { when: string; named: string } {
  const named = `named ${momentWords(time, now)}${by ? ` by ${by}` : ""}`;
  const when = versionTime === undefined ? named : momentWords(versionTime, now) + (by ? ` · named by ${by}` : "");
  return { when: `v${version} · ${when}`, named };
}

export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
