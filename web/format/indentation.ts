// How a text is indented, as far as it shows: formatting keeps to it.

export type Indentation = { readonly tabWidth: number; readonly useTabs: boolean };

/** Lines that are looked at: what comes behind them is as what comes before. */
const LINES_MAX = 5_000;
const WIDTHS = [2, 4, 8];

/** Undefined for a text that does not show it. */
export function indentationOf(text: string): Partial<Indentation> | undefined {
  let tabs = 0;
  let spaces = 0;
  let depth = 0;
  const steps = new Map<number, number>();
  for (const line of text.split("\n", LINES_MAX)) {
    const indent = /^[ \t]*(?=[^\s*])/.exec(line)?.[0]; // a line with a star goes on with a comment
    if (indent === undefined) continue;
    if (indent.includes("\t")) tabs++;
    else {
      if (indent) spaces++;
      // Only a step inwards says how wide one is: outwards often go several.
      const step = indent.length - depth;
      if (WIDTHS.includes(step)) steps.set(step, (steps.get(step) ?? 0) + 1);
    }
    depth = indent.length;
  }
  if (tabs > spaces) return { useTabs: true };
  const [common] = [...steps].toSorted(([, a], [, b]) => b - a);
  return common && { useTabs: false, tabWidth: common[0] };
}
