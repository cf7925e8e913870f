// Which parts of Prettier a language needs. Each is a file of its own and loaded when it is first needed.
import type { Plugin } from "prettier";
import type { FormattedLanguage } from "./format-languages";

const plugins = {
  babel: () => import("prettier/plugins/babel"),
  estree: () => import("prettier/plugins/estree"),
  html: () => import("prettier/plugins/html"),
  markdown: () => import("prettier/plugins/markdown"),
  postcss: () => import("prettier/plugins/postcss"),
  typescript: () => import("prettier/plugins/typescript"),
  yaml: () => import("prettier/plugins/yaml"),
};

type Parts = { readonly parser: string; readonly needs: readonly (keyof typeof plugins)[] };

const parsers: Readonly<Record<FormattedLanguage, Parts>> = {
  javascript: { parser: "babel", needs: ["babel", "estree"] },
  typescript: { parser: "typescript", needs: ["typescript", "estree"] },
  html: { parser: "html", needs: ["html", "postcss", "babel", "estree"] },
  css: { parser: "css", needs: ["postcss"] },
  json: { parser: "json", needs: ["babel", "estree"] },
  yaml: { parser: "yaml", needs: ["yaml"] },
  markdown: { parser: "markdown", needs: ["markdown"] },
};

export async function parserFor(language: FormattedLanguage): Promise<{ parser: string; plugins: Plugin[] }> {
  const { parser, needs } = parsers[language];
  return { parser, plugins: await Promise.all(needs.map((name) => plugins[name]())) };
}
