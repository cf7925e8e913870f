// How a text is indented, seen from its lines, as Monaco sees it: others may write in it with other editors.
import type { Text } from "@codemirror/state";

/** Enough to know it; a long text is not read whole. */
const LINES_READ_MAX = 1_000;
const UNIT_MAX = 8;

/** The unit that most lines' steps are made of; `standard` where none are. */
export function indentationOf(text: Text, standard: string): string {
  const votes = new Map<string, number>();
  let before = 0;
  for (let number = 1; number <= Math.min(text.lines, LINES_READ_MAX); number++) {
    const line = text.line(number).text;
    const indent = /^[\t ]*(?=\S)/.exec(line)?.[0];
    if (indent === undefined) continue;
    const step = indent.length - before;
    before = indent.length;
    const unit = indent.startsWith("\t") ? "\t" : step >= 2 && step <= UNIT_MAX ? " ".repeat(step) : undefined;
    if (unit) votes.set(unit, (votes.get(unit) ?? 0) + 1);
  }
  let [best, most] = [standard, 0];
  for (const [unit, count] of votes) if (count > most) [best, most] = [unit, count];
  return best;
}
