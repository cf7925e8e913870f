import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { closeCode, refusalCode } from "#protocol/socket";

const spec = readFileSync("protocol/SPEC.md", "utf8");
const rules = [...spec.matchAll(/^- \*\*([A-Z]\d+)\*\* /gm)].map(([, id]) => id ?? "");

// Schedules and pinned scripts name the tests that run them.
const sources = globSync(["{protocol,collab,party,worker,web,db,local,test}/**/*.test.ts", "collab/simulation/*.ts"]);
const shown = new Map<string, string[]>();
for (const file of sources) {
  for (const [, id] of readFileSync(file, "utf8").matchAll(/["'`]\[([A-Z]\d+)\] /g)) {
    shown.set(id ?? "", [...(shown.get(id ?? "") ?? []), file]);
  }
}

test("every rule of SPEC.md is shown by a test that carries its id", () => {
  expect(rules.length).toBeGreaterThan(40);
  expect(rules.filter((id) => !shown.has(id))).toEqual([]);
});

test("every rule id that a test carries stands in SPEC.md, once", () => {
  expect([...shown].filter(([id]) => !rules.includes(id))).toEqual([]);
  expect(new Set(rules).size).toBe(rules.length);
});

test("SPEC.md lists the refusals and close codes that there are", () => {
  const codes = spec.split("\n\n").find((part) => part.startsWith("`bad_json`"));
  expect(codes?.match(/[a-z_]+/g)?.toSorted()).toEqual([...refusalCode.options].toSorted());
  const closes = [...spec.matchAll(/^\| (4\d\d\d) \|/gm)].map(([, code]) => Number(code));
  expect(closes).toEqual(Object.values(closeCode).toSorted((a, b) => a - b));
});
