// What Prettier knows of the languages that a room can have, and the parts of it that each of them needs.
import type { Plugin } from "prettier";
import { languages } from "#protocol/languages";

/** Loaded when first needed, each a file of its own. */
const plugins = {
  babel: () => import("prettier/plugins/babel"),
  estree: () => import("prettier/plugins/estree"),
  html: () => import("prettier/plugins/html"),
  markdown: () => import("prettier/plugins/markdown"),
  postcss: () => import("prettier/plugins/postcss"),
  typescript: () => import("prettier/plugins/typescript"),
  yaml: () => import("prettier/plugins/yaml"),
};
type PluginName = keyof typeof plugins;

const known: Readonly<Record<string, { parser: string; needs: readonly PluginName[] }>> = {
  javascript: { parser: "babel", needs: ["babel", "estree"] },
  typescript: { parser: "typescript", needs: ["typescript", "estree"] },
  html: { parser: "html", needs: ["html", "postcss", "babel", "estree"] },
  css: { parser: "css", needs: ["postcss"] },
  json: { parser: "json", needs: ["babel", "estree"] },
  yaml: { parser: "yaml", needs: ["yaml"] },
  markdown: { parser: "markdown", needs: ["markdown"] },
};

export const canFormat = (language: string): boolean => Object.hasOwn(known, language);

/** Their names, for people. */
export const formatted: readonly string[] = languages.filter(({ id }) => canFormat(id)).map(({ name }) => name);

export async function parserFor(language: string): Promise<{ parser: string; plugins: Plugin[] } | undefined> {
  const entry = canFormat(language) ? known[language] : undefined;
  if (!entry) return undefined;
  return { parser: entry.parser, plugins: await Promise.all(entry.needs.map((name) => plugins[name]())) };
}
