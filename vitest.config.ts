import { availableParallelism } from "node:os";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { scriptedRunner } from "./test/scripted-runner.ts";

// Whole-house tests that take all of the machine, or watch the clock: one after the other.
const alone = ["test/hostile.test.ts"];

// What takes long, and is run by `npm run test:long`: `npm test` is to be run often. Tests in front of it, one after the other.
const long = [
  "test/{crash,far-apart,heavy,hostile-floods,traces}.test.ts",
  "runner/sandbox/attacks/{holes,leftovers}.test.ts",
];

export default defineConfig({
  test: {
    // Vitest leaves one of two cores to itself otherwise.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
        test: {
          name: "unit",
          include: ["{protocol,client,collab,completion,db,execution,web,local}/**/*.test.ts"],
        },
      },
      {
        test: {
          name: "runner",
          include: ["runner/**/*.test.ts"],
          exclude: [...long],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each fills the machine with programs: alone, one after the other, and what is waited for takes its time.
          fileParallelism: false,
          expect: { poll: { timeout: 20_000 } },
          sequence: { groupOrder: 2 },
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              cf: false,
              bindings: {
                RUNNER_URL: "http://runner.test",
                RUNNER_TOKEN: "token",
                RUN_OUTPUT_BYTES: "8388608",
                LOG_LEVEL: "error",
              },
              outboundService: scriptedRunner,
            },
          }),
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
          retry: Number(process.env.HOUSE_RETRIES ?? 0),
          exclude: [...alone, ...long],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file starts the real app and waits for it more than it works.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "alone",
          include: [...alone],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "long",
          include: [...long],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
