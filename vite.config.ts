import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

export default defineConfig({
  root: "web",
  publicDir: "public",
  plugins: [preact()],
  build: { outDir: "../dist/web", emptyOutDir: true },
});
