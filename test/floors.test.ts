// The rules that keep the house upright, each broken once: in a copy of the configuration with one-line rooms, where
// the linter and the compiler must refuse exactly the lines that say so.
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
let house: string;

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "tandem-floors-"));
  for (const name of [".oxlintrc.json", "tsconfig.base.json", "tsconfig.pure.json", "tsconfig.json", "package.json"]) {
    await copyFile(join(root, name), join(house, name));
  }
  await symlink(join(root, "node_modules"), join(house, "node_modules"));
});
afterAll(() => rm(house, { recursive: true, force: true }));

const imports: Record<string, { allowed: string[]; refused: string[] }> = {
  "protocol/a.ts": {
    allowed: ["zod", "./b", "#protocol/b"],
    refused: [
      "#collab/b",
      "#db/b",
      "#party/b",
      "#worker/b",
      "#web/b",
      "#local/b",
      "#test/b",
      "../b",
      "hono",
      "node:fs",
    ],
  },
  "collab/a.ts": {
    allowed: ["@codemirror/state", "diff", "./b", "#protocol/b", "#collab/b"],
    refused: ["#db/b", "#party/b", "#worker/b", "#web/b", "#local/b", "../b", "zod", "node:fs", "cloudflare:workers"],
  },
  "completion/a.ts": {
    allowed: ["./b", "#protocol/b", "#completion/b"],
    refused: ["#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "#local/b", "../b", "zod", "node:fs"],
  },
  "client/a.ts": {
    allowed: ["./b", "#protocol/b", "#client/b"],
    refused: ["#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "#local/b", "../b", "zod", "node:fs"],
  },
  "documents/a.ts": {
    allowed: ["zod-openapi", "./b", "#protocol/b", "#documents/b"],
    refused: ["#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "#client/b", "#local/b", "../b"],
  },
  "db/a.ts": {
    allowed: ["drizzle-orm", "./b", "#protocol/b", "#db/b"],
    refused: ["#collab/b", "#party/b", "#worker/b", "#web/b", "#local/b", "../b"],
  },
  "execution/a.ts": {
    allowed: ["@cloudflare/containers", "./b", "#protocol/b", "#execution/b"],
    refused: ["#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "#local/b", "#runner/b", "../b"],
  },
  "operation/a.ts": {
    allowed: ["node:crypto", "./b", "#protocol/b", "#operation/b"],
    refused: ["#collab/b", "#db/b", "#execution/b", "#party/b", "#worker/b", "#web/b", "#local/b", "#runner/b", "../b"],
  },
  "party/a.ts": {
    allowed: [
      "cloudflare:workers",
      "./b",
      "#protocol/b",
      "#collab/b",
      "#db/b",
      "#execution/b",
      "#operation/b",
      "#party/b",
    ],
    refused: ["#runner/b", "#worker/b", "#web/b", "#local/b", "../b"],
  },
  "worker/a.ts": {
    allowed: ["hono", "./b", "#protocol/b", "#completion/b", "#db/b", "#execution/b", "#operation/b", "#worker/b"],
    refused: ["#runner/b", "#collab/b", "#party/b", "#web/b", "#local/b", "../b"],
  },
  "worker/index.ts": {
    allowed: ["./b", "#worker/b", "#party/b", "#execution/b"],
    refused: ["#collab/b", "#db/b", "#web/b", "../b"],
  },
  "web/a.ts": {
    allowed: ["preact", "./b", "#protocol/b", "#collab/b", "#client/b", "#web/b"],
    refused: ["#db/b", "#party/b", "#worker/b", "#local/b", "../b", "node:fs", "cloudflare:workers"],
  },
  "runner/a.ts": {
    allowed: ["node:fs", "./b", "#protocol/b", "#runner/b"],
    refused: ["#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "#local/b", "../b"],
  },
  "local/a.ts": {
    allowed: ["miniflare", "./b", "#local/b"],
    refused: ["#protocol/b", "#collab/b", "#db/b", "#party/b", "#worker/b", "#web/b", "../b"],
  },
};

test.each(Object.entries(imports))("imports of %s point down", async (path, { allowed, refused }) => {
  const sources = [...allowed, ...refused];
  // Each form of import counts: values, types, what is passed on, what is loaded late.
  const forms = [
    (source: string) => `import "${source}";`,
    (source: string) => `export type { X } from "${source}";`,
    (source: string) => `export * from "${source}";`,
    (source: string) => `await import("${source}");`,
  ];
  const lines = forms.flatMap((form) => sources.map(form));
  await write(path, lines.join("\n"));
  const rules = /no-restricted-imports|no-relative-parent-imports/;
  const found = lint(path).flatMap(({ line, rule }) => (rules.test(rule) ? [lines[line - 1]] : []));
  expect(new Set(found)).toEqual(new Set(forms.flatMap((form) => refused.map(form))));
});

test.each(["protocol/a.ts", "collab/a.ts", "completion/a.ts"])("%s has no clock and no chance", async (path) => {
  const lines = ["Date.now();", "new Date();", "Math.random();", "globalThis.x;", "Math.max(1);"];
  await write(path, lines.join("\n"));
  const refused = lint(path).flatMap(({ line, rule }) => (/no-restricted/.test(rule) ? [line] : []));
  expect(new Set(refused)).toEqual(new Set([1, 2, 3, 4]));
});

test.each(["protocol/a.ts", "collab/a.ts", "completion/a.ts"])("%s has no world", async (path) => {
  const names = ["fetch", "setTimeout", "console", "crypto", "performance", "document", "process", "queueMicrotask"];
  await write(path, ["export const a = Math;", ...names.map((name) => `void ${name};`)].join("\n"));
  const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.pure.json", "--pretty", "false"], {
    cwd: house,
    encoding: "utf8",
  });
  const refused = [...stdout.matchAll(/a\.ts\(\d+,\d+\): error TS\d+: Cannot find name '(\w+)'/g)].map(
    ([, name]) => name,
  );
  expect(refused).toEqual(names);
  await write(path, "");
});

test("no room of the house is missing here", async () => {
  const { imports: map } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const rooms = new Set(Object.keys(map).map((name) => name.slice(1).split("/")[0]));
  const ruled = new Set([...Object.keys(imports).map(dirname), "test", "bench", "runner"]);
  expect([...rooms].filter((room) => !ruled.has(room!))).toEqual([]);
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(house, dirname(path)), { recursive: true });
  await writeFile(join(house, path), `${text}\n`);
}

function lint(path: string): { line: number; rule: string }[] {
  const { stdout, stderr } = spawnSync(join(root, "node_modules/.bin/oxlint"), ["-f", "json", path], {
    cwd: house,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return JSON.parse(stdout).diagnostics.map((found: { code: string; labels: { span: { line: number } }[] }) => ({
    rule: found.code,
    line: found.labels[0]!.span.line,
  }));
}
