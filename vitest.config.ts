import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{protocol,collab,db,web,local}/**/*.test.ts"],
        },
      },
      {
        plugins: [
          cloudflareTest({ wrangler: { configPath: "./wrangler.toml" }, miniflare: { cf: false } }),
        ],
        test: {
          name: "worker",
          include: ["{party,worker}/**/*.test.ts"],
          setupFiles: ["test/worker-setup.ts"],
          provide: { migrations: await readD1Migrations("migrations") },
        },
      },
      {
        test: {
          name: "house",
          include: ["test/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file starts the real app, and some measure it: one after the other.
          fileParallelism: false,
        },
      },
    ],
  },
});
