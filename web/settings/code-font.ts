// The typefaces of code, with what stands in for each until it is there.
import "@fontsource/atkinson-hyperlegible-mono/400.css";
import type { Settings } from "./settings-table";

const SYSTEM = 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';
const names: Partial<Record<Settings["font"], string>> = {
  jetbrains: '"JetBrains Mono"',
  atkinson: '"Atkinson Hyperlegible Mono"',
};

export const codeFont = (font: Settings["font"]): string => [names[font] ?? [], SYSTEM].flat().join(", ");

/** Lines stand apart in proportion to their letters, on whole pixels. */
export const lineHeightOf = (fontSize: number): number => Math.round(fontSize * 1.5);

/** A slow typeface must not keep the text away. */
const WAIT_MS = 1_500;

/** Until it can be measured: what measures another one in its place draws every letter beside its cell. */
export async function loadCodeFont(font: Settings["font"]): Promise<void> {
  const name = names[font];
  if (name === undefined) return;
  const late = new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  // What cannot be loaded is drawn in what stands in for it.
  await Promise.race([document.fonts.load(`14px ${name}`).catch(() => {}), late]);
}
