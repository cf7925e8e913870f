import { join } from "node:path";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { documents } from "#documents/plugin";
import { playbackScript } from "#local/playback-script";
import own from "./package.json" with { type: "json" };

// For `npm run dev`, what web/public/_redirects says of pages in other sites' pages.
const embedPages: Plugin = {
  name: "embed-pages",
  configureServer: ({ middlewares }) =>
    void middlewares.use((request, _answer, next) => {
      if (request.url?.startsWith("/e/")) request.url = "/embed.html";
      next();
    }),
};

export default defineConfig({
  root: "web",
  plugins: [preact(), documents(own.version), playbackScript(), embedPages],
  // Scalar's bundle for browsers, which the package does not export by a name.
  resolve: {
    alias: [
      { find: "scalar", replacement: join(import.meta.dirname, "node_modules/@scalar/api-reference/esm.js") },
      // As a module, and on the Monaco that is here: the package asks for paths of before Monaco had a map of exports.
      { find: /^monaco-vim$/, replacement: join(import.meta.dirname, "node_modules/monaco-vim/dist/index.mjs") },
      // The one with a table of its own: Markdown is read in a worker, too, which has no document to ask.
      {
        find: /^decode-named-character-reference$/,
        replacement: join(import.meta.dirname, "node_modules/decode-named-character-reference/index.js"),
      },
      // Its own one brings everything that Monaco can do, after the editor stands.
      {
        find: /^.*\/internal\/common\/workers\.js$/,
        replacement: join(import.meta.dirname, "web/editor/monaco-workers.ts"),
      },
      { find: /^monaco-editor\/esm\/vs\//, replacement: "monaco-editor/" },
    ],
  },
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    target: "es2022",
    assetsInlineLimit: (path) => (/\.woff2?$/.test(path) ? false : undefined), // fonts come from files only, says the page's CSP
    chunkSizeWarningLimit: 5000, // in kB: the editor, which is loaded when a room opens
    reportCompressedSize: false,
    rolldownOptions: {
      input: ["index", "embed"].map((name) => join(import.meta.dirname, `web/${name}.html`)),
      checks: { bundlerTimings: false },
    },
  },
});
