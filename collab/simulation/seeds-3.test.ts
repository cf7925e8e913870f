import { expect, test } from "vitest";
import { happenings, shareOf, simulate } from "#collab/simulation/simulate";

// A quarter of the seeds: the files run beside each other.
const { firstSeed, runs } = shareOf(process.env, 3, 4);

test(`${runs} rooms from seed ${firstSeed} keep every promise`, { timeout: 900_000 }, () => {
  const counts = simulate(firstSeed, runs);
  // A run in which nothing happens keeps them, too.
  const missed = happenings.filter((what) => (counts.get(what) ?? 0) < runs / 1_000);
  expect(missed).toEqual([]);
});
