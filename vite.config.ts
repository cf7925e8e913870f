import { join } from "node:path";
import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { documents } from "#documents/plugin";
import own from "./package.json" with { type: "json" };

export default defineConfig({
  root: "web",
  plugins: [preact(), documents(own.version)],
  // Its bundle for browsers, which the package does not export by a name.
  resolve: { alias: { scalar: join(import.meta.dirname, "node_modules/@scalar/api-reference/esm.js") } },
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    target: "es2022",
    assetsInlineLimit: (path) => (/\.woff2?$/.test(path) ? false : undefined), // fonts come from files only, says the page's CSP
    chunkSizeWarningLimit: 5000, // in kB: the editor, which is loaded when a room opens
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
