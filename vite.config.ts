import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: "web",
  plugins: [preact()],
  worker: { format: "es" },
  build: {
    outDir: "../dist/web",
    target: "es2022",
    chunkSizeWarningLimit: 5000, // in kB: the editor, which is loaded when a room opens
    reportCompressedSize: false,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
