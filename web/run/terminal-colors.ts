// The terminal's palette. Sixteen colours are the program's; the ones behind them are the page's own: people, and the
// streams. So what is written in a person's colour follows the theme.

const OWN = 16;
const PEOPLE = 8;

/** Of SGR: text in a person's colour. */
export const personStyle = (color: number): string => `38;5;${OWN + (color % PEOPLE)}`;
export const streamStyle = {
  stdout: "",
  stderr: `38;5;${OWN + PEOPLE}`,
  compile: `38;5;${OWN + PEOPLE + 1}`,
} as const;
export const quietStyle = `38;5;${OWN + PEOPLE + 2}`;

/** Roles of tokens.css in the order of the palette from 16 on. */
export const ownColors: readonly string[] = [
  ...Array.from({ length: PEOPLE }, (_, person) => `--person-${person}`),
  "--output-error",
  "--output-compile",
  "--text-quiet",
];

/** xterm's names of the first sixteen colours, and of what stands around them. */
export const themeColors = {
  background: "--surface",
  foreground: "--code-text",
  cursor: "--surface",
  cursorAccent: "--surface",
  selectionBackground: "--code-selection",
  selectionInactiveBackground: "--code-selection",
  scrollbarSliderBackground: "--scroll",
  scrollbarSliderHoverBackground: "--scroll-hover",
  scrollbarSliderActiveBackground: "--scroll-hover",
  overviewRulerBorder: "--surface",
  black: "--ansi-black",
  red: "--ansi-red",
  green: "--ansi-green",
  yellow: "--ansi-yellow",
  blue: "--ansi-blue",
  magenta: "--ansi-magenta",
  cyan: "--ansi-cyan",
  white: "--ansi-white",
  brightBlack: "--ansi-bright-black",
  brightRed: "--ansi-bright-red",
  brightGreen: "--ansi-bright-green",
  brightYellow: "--ansi-bright-yellow",
  brightBlue: "--ansi-bright-blue",
  brightMagenta: "--ansi-bright-magenta",
  brightCyan: "--ansi-bright-cyan",
  brightWhite: "--ansi-bright-white",
} as const;

const levels = [0, 95, 135, 175, 215, 255];

/** A colour of the usual palette of 256, from 16 on: a cube of 6 × 6 × 6, then 24 greys. */
export function rgbOfIndex(index: number): [number, number, number] {
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return [grey, grey, grey];
  }
  const at = index - 16;
  const level = (step: number) => levels[step % 6] ?? 0;
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6)), level(at)];
}
