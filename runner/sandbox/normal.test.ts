import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tierNames } from "#runner/sandbox/attacks/stage";
import { type SandboxLimits, type SandboxSpec, type Tier } from "#runner/sandbox/sandbox";
import { openTier } from "#runner/sandbox/tiers";

const limits: SandboxLimits = {
  wallMs: 5_000,
  cpuMs: 2_000,
  memoryKb: 128 * 1024,
  boundAddressSpace: false,
  processes: 32,
  fileBytes: 8 * 1024 * 1024,
  tmpBytes: 16 * 1024 * 1024,
  openFiles: 64,
};

function shell(script: string, spec: Partial<SandboxSpec> = {}): SandboxSpec {
  return { argv: ["/bin/sh", "-c", script], env: { PATH: "/usr/bin:/bin" }, limits, ...spec };
}

describe.each(tierNames)("%s", (name) => {
  let tier: Tier;
  beforeAll(async () => {
    tier = await openTier(name);
  });
  afterAll(() => tier.close());

  test("a program reads its input and its files, and writes to both streams", async () => {
    const running = tier
      .prepare(0, shell("cat a/b.txt -; echo wrong >/dev/stderr"))
      .go([{ path: "a/b.txt", content: "hé " }]);
    running.stdin.end("there");
    expect(await Promise.all([text(running.stdout), text(running.stderr)])).toEqual(["hé there", "wrong\n"]);
    expect(await running.ended).toMatchObject({ exitCode: 0, signal: null });
  });

  test("an artefact goes from one sandbox into the next, executable", async () => {
    const made = tier.prepare(0, shell("mkdir d; echo '#!/bin/sh\necho $1' >d/x", { artefactBytes: 1000 })).go([]);
    const { artefact } = await made.ended;
    const running = tier.prepare(0, { ...shell(""), argv: ["d/x", "ran"] }).go([], artefact);
    expect(await text(running.stdout)).toBe("ran\n");
  });

  test.each([
    ["exit 3", { exitCode: 3, signal: null }],
    ["kill -SEGV $$", { exitCode: null, signal: "SIGSEGV" }],
  ])("%s is told as it was", async (script, exit) => {
    expect(await tier.prepare(0, shell(script)).go([]).ended).toMatchObject(exit);
  });

  test("a prestarted program waits for its files", async () => {
    const script = 'read -r go <"/proc/self/fd/$TANDEM_GO"; cat late';
    const prepared = tier.prepare(0, shell(script, { prestart: true }));
    await prepared.ready;
    const running = prepared.go([{ path: "late", content: "here" }]);
    expect(await text(running.stdout)).toBe("here");
    expect(await running.ended).toMatchObject({ exitCode: 0 });
  });

  test("what does not exist is our trouble, not the program's", async () => {
    const { failed } = await tier.prepare(0, { ...shell(""), argv: ["/nothing/here"] }).go([]).ended;
    expect(failed).toMatch(/nothing.here: No such file/);
  });

  test("killing and disposing end it", async () => {
    const running = tier.prepare(0, shell("sleep 60")).go([]);
    running.kill();
    expect(await running.ended).toMatchObject({ signal: "SIGKILL" });
    const prepared = tier.prepare(0, shell("sleep 60"));
    prepared.dispose();
    await expect(prepared.ready).rejects.toThrow("ended");
  });
});
