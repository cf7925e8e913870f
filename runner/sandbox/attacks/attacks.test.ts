// Every attack by itself, in every tier. Afterwards no process of it is there, and a normal program runs as ever.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bombs } from "#runner/sandbox/attacks/bombs";
import { kernelAttacks } from "#runner/sandbox/attacks/kernel";
import { neighbourAttacks } from "#runner/sandbox/attacks/neighbours";
import { openStage, shell, type Stage, survivors, tierNames } from "#runner/sandbox/attacks/stage";

describe.each(tierNames)("%s", (name) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(name);
  });
  afterEach(async () => {
    await stage.allGone();
    expect(survivors()).toEqual([]);
  });
  afterAll(async () => {
    expect(await stage.run(shell("echo as ever"))).toMatchObject({ exitCode: 0, stdout: "as ever\n" });
    await stage.close();
  });

  describe.each([
    ["using up", bombs],
    ["the kernel", kernelAttacks],
    ["neighbours", neighbourAttacks],
  ] as const)("%s", (_, attacks) => {
    test.each(attacks)("$name", ({ attempt }) => attempt(stage));
  });
});
