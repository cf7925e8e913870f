// Holds the colours to what the table says of them: contrast by WCAG, distance between people in OKLab, also as the
// colour-blind see them (Machado, Oliveira, Fernandes 2009, at full severity).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Rgb = readonly [number, number, number];
type Colors = ReadonlyMap<string, Rgb>;

const read = (file: string) => readFileSync(join(import.meta.dirname, file), "utf8");
const half = (css: string, which: 1 | 2): Colors =>
  new Map(
    [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name = "", ...halves]) => [
      name,
      linear(halves[which - 1] ?? ""),
    ]),
  );
/** Tandem's own colours, with those of `css` in their place where it has any. */
const inBoth = (name: string, css: string): [name: string, colors: Colors][] =>
  ([1, 2] as const).map((which) => [
    `${name}, ${which === 1 ? "light" : "dark"}`,
    new Map([...half(read("tokens.css"), which), ...half(css, which)]),
  ]);

const themes = inBoth("Tandem", "");
const contrasts = inBoth("High contrast", read("contrast.css"));
const schemes = [...read("schemes.css").matchAll(/\[data-scheme="(\w+)"\] \{([^}]*)/g)].flatMap(
  ([, name = "", css = ""]) => inBoth(name, css),
);

const color = (name: string, colors: Colors): Rgb => {
  const found = colors.get(name);
  if (!found) throw new Error(`No colour --${name}`);
  return found;
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const kinds = ["text", "comment", "keyword", "string", "number", "function", "type"];
const codeGrounds = [
  "surface",
  "code-surface",
  "code-line-current",
  "accent-quiet",
  "danger-quiet",
  "diff-added",
  "diff-removed",
];
const surfaces = ["surface", "surface-frame", "surface-raised", "surface-hover"];
const textPairs: [string, string][] = [
  ...["text", "text-quiet"].flatMap((text) => surfaces.map((surface): [string, string] => [text, surface])),
  ...["accent", "danger"].flatMap((text) => ["surface", "surface-raised"].map((on): [string, string] => [text, on])),
  ["accent-text", "accent"],
  ["accent-text", "accent-hover"],
  ["text", "accent-quiet"],
  ["text-quiet", "accent-quiet"],
  ["warning", "warning-quiet"],
  ["danger", "danger-quiet"],
  ["text", "surface-frame"],
  ...["output-error", "output-compile"].map((text): [string, string] => [text, "surface"]),
  ...["danger", "warning", "accent"].map((text): [string, string] => [text, "surface-frame"]),
  // Black is a ground for text in the dark, as bright white is in the light.
  ...["red", "green", "yellow", "blue", "magenta", "cyan", "white"].flatMap((name) =>
    [`ansi-${name}`, `ansi-bright-${name}`].map((text): [string, string] => [text, "surface"]),
  ),
  ["ansi-bright-black", "surface"],
  ["code-line-number", "surface"],
  ["code-ghost", "surface"],
  ["code-ghost", "code-line-current"],
  ...kinds.flatMap((kind) => codeGrounds.map((on): [string, string] => [`code-${kind}`, on])),
  ...Array.from({ length: 8 }, (_, person): [string, string] => ["person-text", `person-${person}`]),
];

test.each([...themes, ...schemes, ...contrasts])("text is readable in %s: at least 4.5 to 1", (_name, colors) => {
  for (const [text, on] of textPairs) {
    expect(contrast(color(text, colors), color(on, colors)), `--${text} on --${on}`).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(contrasts)("%s: what is read stands out 7 to 1, and every edge 3 to 1", (_name, colors) => {
  const pairs = [
    ...["text", "text-quiet", "accent", "danger", "warning"].flatMap((text) =>
      surfaces.slice(0, 3).map((on) => [text, on]),
    ),
    ...[...kinds, "line-number", "ghost"].flatMap((kind) => [[`code-${kind}`, "code-surface"]]),
    ["accent-text", "accent"],
  ];
  for (const [text = "", on = ""] of pairs)
    expect(contrast(color(text, colors), color(on, colors)), `--${text} on --${on}`).toBeGreaterThanOrEqual(7);
  for (const edge of ["line", "line-strong"])
    expect(contrast(color(edge, colors), color("surface", colors)), `--${edge}`).toBeGreaterThanOrEqual(3);
});

test("there are schemes, in both halves", () => {
  expect(schemes.length).toBeGreaterThanOrEqual(8);
});

// In a scheme that people know from elsewhere its own colours count for more, and a selection passes.
test.each([
  ...[...themes, ...contrasts].map(([name, colors]) => ({ name, colors, least: 4.5 })),
  ...schemes.map(([name, colors]) => ({ name, colors, least: 3 })),
])("code stays readable in $name under somebody's selection, which is a fifth of their colour", ({ colors, least }) => {
  for (let person = 0; person < 8; person++) {
    const under = mixed(color(`person-${person}`, colors), color("code-surface", colors), 0.2);
    for (const kind of kinds) {
      const reached = contrast(color(`code-${kind}`, colors), under);
      expect(reached, `--code-${kind} under person ${person}`).toBeGreaterThanOrEqual(least);
    }
  }
  for (const kind of kinds)
    expect(
      contrast(color(`code-${kind}`, colors), color("code-selection", colors)),
      `--code-${kind}`,
    ).toBeGreaterThanOrEqual(least);
});

// color-mix(in srgb) mixes the values as they are written, not the light they stand for.
function mixed(over: Rgb, under: Rgb, share: number): Rgb {
  const written = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
  const light = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = under.map((value, i) => light(written(over[i] ?? 0) * share + written(value) * (1 - share)));
  return [r ?? 0, g ?? 0, b ?? 0];
}

test.each([...themes, ...contrasts])(
  "edges of fields, the focus and people's carets stand out in %s: at least 3 to 1",
  (_name, colors) => {
    const marks = ["line-strong", "accent", ...Array.from({ length: 8 }, (_, person) => `person-${person}`)];
    for (const mark of marks)
      expect(contrast(color(mark, colors), color("surface", colors)), `--${mark}`).toBeGreaterThanOrEqual(3);
  },
);

const sights: Record<string, readonly Rgb[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const times = (rows: readonly Rgb[], [x, y, z]: Rgb): Rgb => {
  const [a = 0, b = 0, c = 0] = rows.map(([r, g, bl]) => r * x + g * y + bl * z);
  return [a, b, c];
};

function oklab(rgb: Rgb): Rgb {
  const lms = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Rgb,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms.map(Math.cbrt) as unknown as Rgb,
  );
}

test.each(themes)("any two people are told apart in %s, whichever way one sees colours", (_name, colors) => {
  for (const [sight, matrix] of Object.entries(sights)) {
    const seen = Array.from({ length: 8 }, (_, person) => oklab(times(matrix, color(`person-${person}`, colors))));
    for (const [i, [l, a, b]] of seen.entries()) {
      for (const [j, other] of seen.slice(0, i).entries()) {
        const distance = Math.hypot(l - other[0], a - other[1], b - other[2]);
        expect(distance, `${j} and ${i} with ${sight} sight`).toBeGreaterThanOrEqual(0.08);
      }
    }
  }
});
