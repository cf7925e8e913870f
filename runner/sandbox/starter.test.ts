import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Started, Starter } from "#runner/sandbox/starter";

let starter: Starter;
beforeAll(async () => {
  starter = await Starter.open(14);
});
afterAll(() => starter.close());

const isRoot = process.getuid?.() === 0;
const user = isRoot ? 65_990 : undefined;

async function lastWords({ told }: Started): Promise<string> {
  const chunks: Buffer[] = [];
  told.on("data", (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => told.once("close", resolve));
  return Buffer.concat(chunks).toString();
}

test("a process has its descriptors and no others", async () => {
  const list = 'opendir my $d, "/proc/self/fd"; print STDERR join " ", sort grep { !/[.]/ } readdir $d';
  const itself = " 9"; // the folder that it reads
  expect(await lastWords(starter.start(["/usr/bin/perl", "-e", list], user))).toBe(`0 1 2 3 4 5 6 7 8${itself}`);
});

test.runIf(isRoot)("it is the user's, in no group but its own", async () => {
  const who = ["/bin/sh", "-c", "grep -E '^(Uid|Gid|Groups)' /proc/self/status >&2"];
  const words = await lastWords(starter.start(who, user));
  const four = Array.from({ length: 4 }, () => String(user));
  expect(words.trim().split(/\s+/)).toEqual(["Uid:", ...four, "Gid:", ...four, "Groups:"]);
});

test("what is written to it arrives, and what it writes", async () => {
  const started = starter.start(["/bin/sh", "-c", "cat <&3 >&8; cat <&4 >&5; cat <&7 >&6"], user);
  const said: string[] = [];
  const closed = (["stdout", "stderr", "artefact"] as const).map((name) => {
    started[name].on("data", (chunk: Buffer) => said.push(`${name} ${chunk.toString()}`));
    return new Promise((resolve) => started[name].once("close", resolve));
  });
  started.feed.end("files");
  started.stdin.end("input");
  started.word.end("word");
  await Promise.all([...closed, lastWords(started)]);
  expect(said.toSorted()).toEqual(["artefact files", "stderr word", "stdout input"]);
});

test("it is ended when that is wanted, and one that is not there says so", async () => {
  const sleeping = starter.start(["/bin/sh", "-c", "echo $$ >&2; exec sleep 60"], user);
  const words = lastWords(sleeping);
  await new Promise((resolve) => sleeping.told.once("data", resolve));
  sleeping.terminate();
  await sleeping.gone;
  expect(existsSync(`/proc/${(await words).trim()}`)).toBe(false);
  sleeping.terminate(); // it is gone
  const absent = starter.start(["/nowhere/at-all"], user);
  expect(await lastWords(absent)).toMatch(/^\/nowhere\/at-all: No such file/);
  await absent.gone;
});
