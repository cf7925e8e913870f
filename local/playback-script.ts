// The player of pages that play offline, for the page that writes them: a script by itself and its styles, as texts.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import type { Plugin } from "vite";

const NAME = "virtual:playback";
const STYLES = ["web/style/tokens.css", "web/history/light-code.css", "web/playback/playback.css"];

export function playbackScript(): Plugin {
  const root = join(import.meta.dirname, "..");
  return {
    name: "playback-script",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    async load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const { outputFiles } = await build({
        absWorkingDir: root,
        entryPoints: ["web/playback/playback.ts"],
        write: false,
        bundle: true,
        format: "iife",
        minify: true,
        target: "es2022",
        legalComments: "none",
      });
      const styles = await Promise.all(STYLES.map((path) => readFile(join(root, path), "utf8")));
      for (const path of STYLES) this.addWatchFile(join(root, path));
      const { code } = await transform(styles.join("\n"), { loader: "css", minify: true, target: "es2022" });
      return `export const script = ${JSON.stringify(outputFiles[0]?.text ?? "")}; export const style = ${JSON.stringify(code)};`;
    },
  };
}
