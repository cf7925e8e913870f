import preact from "@preact/preset-vite";
import { defineConfig } from "vite";
import { documents } from "#documents/plugin";
import own from "./package.json" with { type: "json" };

export default defineConfig({
  root: "web",
  plugins: [preact(), documents(own.version)],
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    target: "es2022",
    chunkSizeWarningLimit: 5000, // in kB: the editor, which is loaded when a room opens
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
