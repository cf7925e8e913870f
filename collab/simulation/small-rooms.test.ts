import { expect, test, vi } from "vitest";
import { simulate } from "#collab/simulation/simulate";
import { smallRoomSchedules } from "#collab/simulation/small-rooms";

vi.mock(import("#protocol/limits"), async (original) => ({
  ...(await original()),
  TEXT_LENGTH_MAX: 24 as never,
  PROJECT_LENGTH_MAX: 60 as never,
}));

test.each(smallRoomSchedules)("$name", ({ run }) => run());

test("[E6] rooms that are full now and then lose nothing that they did not give back", { timeout: 60_000 }, () => {
  const counts = simulate(0, 300);
  expect(counts.get("recovered refused")).toBeGreaterThan(100);
});
