import { expect, test } from "vitest";
import { Random } from "#collab/simulation/random";
import { type Script, scriptOf } from "#collab/simulation/script";
import { play, shareOf, shrink, written } from "#collab/simulation/simulate";

test("a seed always plays the same run, another seed another one", () => {
  expect(scriptOf(7)).toEqual(scriptOf(7));
  expect(scriptOf(7)).not.toEqual(scriptOf(8));
  expect([...play(scriptOf(7))]).toEqual([...play(scriptOf(7))]);
});

test("chance is even, and neighbouring seeds have nothing in common", () => {
  const random = new Random(1);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let i = 0; i < 100_000; i++) counts[random.int(10)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  const firsts = Array.from({ length: 1_000 }, (_, seed) => new Random(seed).int(1_000_000));
  expect(new Set(firsts).size).toBeGreaterThan(990);
});

test("a failing script is made short, and printed as one pastes it", () => {
  const script = scriptOf(3);
  const culprits: Script["steps"] = [
    { do: "arrive", who: 0 },
    { do: "language", who: 0, value: "klingon" },
  ];
  const failing = { ...script, steps: script.steps.toSpliced(-5, 0, ...culprits) };
  expect(() => play(failing)).toThrow("Unknown language");
  const short = shrink(failing);
  expect(short.steps.map((step) => step.do)).toEqual(["arrive", "language"]);
  expect(written(short)).toContain('{"do":"language","who":0,"value":"klingon"},\n');
});

test("the seeds are shared out without overlap", () => {
  const env = { SIMULATION_RUNS: "100", SIMULATION_SEED: "7" };
  expect([1, 2, 3, 4].map((share) => shareOf(env, share, 4))).toEqual([
    { firstSeed: 7, runs: 25 },
    { firstSeed: 32, runs: 25 },
    { firstSeed: 57, runs: 25 },
    { firstSeed: 82, runs: 25 },
  ]);
  expect(shareOf({}, 1, 4)).toEqual({ firstSeed: 0, runs: 2_500 });
});
