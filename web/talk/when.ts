// When something was said, in a reader's words.

const day = new Intl.DateTimeFormat("en", { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat("en", { day: "numeric", month: "long", year: "numeric" });
const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const clock = (ms: number): string => time.format(ms);

export function dayWords(ms: number, now = Date.now()): string {
  const [then, today, yesterday] = [new Date(ms), new Date(now), new Date(now)];
  yesterday.setDate(today.getDate() - 1);
  if (then.toDateString() === today.toDateString()) return "Today";
  if (then.toDateString() === yesterday.toDateString()) return "Yesterday";
  return (then.getFullYear() === today.getFullYear() ? day : dayOfYear).format(then);
}
