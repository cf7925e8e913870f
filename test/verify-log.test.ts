// The program that checks an exported history alone, on one that party/history.test.ts holds against our own code.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tandem-history-"));
afterAll(() => rmSync(folder, { recursive: true }));
const exported = readFileSync(join(import.meta.dirname, "../party/history.txt"), "utf8");
const lines = exported.trimEnd().split("\n");
const { head } = JSON.parse(lines.at(-1)!) as { head: string };

async function verified(name: string, history: readonly string[], ...more: string[]): Promise<string> {
  const path = join(folder, `${name}.ndjson`);
  writeFileSync(path, history.map((line) => `${line}\n`).join(""));
  const program = join(import.meta.dirname, "../examples/verify-log.mjs");
  return promisify(execFile)(process.execPath, [program, path, ...more]).then(
    ({ stdout }) => stdout,
    ({ stderr }: { stderr: string }) => stderr,
  );
}

/** A line of text, typed. */
const typed = lines.findIndex((line, i) => i > 20 && /,0,\[\[\d+,\d+,"[a-z]"\]\]\]$/.test(line));
const letter = lines[typed]!.replace(/"[a-z]"/, '"Z"');
const time = lines[typed]!.replace(
  /^(\[\d+,\d+,\d+),(\d+)/,
  (_all, before: string, at: string) => `${before},${Number(at) + 1}`,
);

test("a history as it was exported is valid, and its head is the room's", async () => {
  expect(await verified("good", lines)).toMatch(/^valid: 120 edits, \d+ files, head [0-9a-f]{64}\n$/);
  expect(await verified("same", lines, head)).toContain("valid: 120 edits");
});

test.for([
  ["a changed letter", lines.with(typed, letter), "chain leads to"],
  ["a changed time", lines.with(typed, time), "chain leads to"],
  ["a dropped line", lines.toSpliced(typed, 1), "is followed by"],
  ["lines in another order", lines.with(typed, lines[typed + 1]!).with(typed + 1, lines[typed]!), "is followed by"],
  ["a cut end", lines.slice(0, -1), "last line is missing"],
  ["another beginning", lines.with(0, lines[0]!.replace("begin", "began")), "chain leads to"],
  ["other files at the end", lines.with(-1, lines.at(-1)!.replace(/"sha256":"./, '"sha256":"_')), "is not as it was"],
] as const)("%s is found", async ([name, history, why]) => {
  expect(await verified(name.replaceAll(" ", "-"), history)).toMatch(new RegExp(`^NOT VALID: .*${why}`));
});

test("a history whose chain was computed anew is told from the room's by its head", async () => {
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const forged = lines.with(typed, time);
  const edits = forged.slice(1, -1);
  let chain = sha256(JSON.stringify(JSON.parse(forged[0]!).files));
  for (let at = 0; at < edits.length; at += 64) chain = sha256([chain, ...edits.slice(at, at + 64)].join("\n"));
  const history = forged.with(-1, forged.at(-1)!.replace(head, chain));
  expect(await verified("forged", history)).toContain("valid");
  expect(await verified("told", history, head)).toMatch(/^NOT VALID: .*the room's is/);
});

test.for([
  [[], "Usage: node verify-log.mjs"],
  [["/nope"], "The file cannot be read: ENOENT"],
  [["/"], "The file cannot be read: EISDIR"],
] as const)("called with %j it judges nothing", async ([given, why]) => {
  const called = promisify(execFile)(process.execPath, [
    join(import.meta.dirname, "../examples/verify-log.mjs"),
    ...given,
  ]);
  await expect(called).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(new RegExp(`^${why}.*\n$`)) });
});
