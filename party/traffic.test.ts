import { expect, test } from "vitest";
import { Traffic } from "#party/traffic";
import {
  CHARACTERS_BURST_MAX,
  CHARACTERS_PER_SECOND_MAX,
  FRAMES_BURST_MAX,
  FRAMES_PER_SECOND_MAX,
  MAPPED_FREE_MAX,
  UNHEARD_CHARACTERS_MAX,
} from "#protocol/limits";

/** How many frames a socket may send, `gapMs` apart, before it floods. */
function framesBeforeFlood(gapMs: number, length: number, after: (traffic: Traffic) => void = () => {}): number {
  const traffic = new Traffic();
  for (let frame = 0; frame < 5 * FRAMES_BURST_MAX; frame++) {
    if (!traffic.received(length, 1 + frame * gapMs)) return frame;
    after(traffic);
  }
  return Infinity;
}

test("a burst of frames is taken up to its maximum, and one at the steady rate without end", () => {
  expect(framesBeforeFlood(0, 20)).toBe(FRAMES_BURST_MAX);
  expect(framesBeforeFlood(1_000 / FRAMES_PER_SECOND_MAX, 20)).toBe(Infinity);
  expect(framesBeforeFlood(500 / FRAMES_PER_SECOND_MAX, 20)).toBeLessThanOrEqual(2 * FRAMES_BURST_MAX);
});

test("edits that were accepted count by their characters only", () => {
  expect(framesBeforeFlood(0, 20, (traffic) => traffic.accepted())).toBe(Infinity);
  expect(framesBeforeFlood(0, 1_000_000, (traffic) => traffic.accepted())).toBe(CHARACTERS_BURST_MAX / 1_000_000);
});

test("characters at the steady rate are taken without end", () => {
  expect(framesBeforeFlood(1_000, CHARACTERS_PER_SECOND_MAX)).toBe(Infinity);
});

test("being mapped over what a crowd types meanwhile is free, over hours of typing soon too much", () => {
  const traffic = new Traffic();
  traffic.received(100, 1);
  for (let i = 0; i < 1_000; i++) expect(traffic.mapped(MAPPED_FREE_MAX)).toBe(true);
  expect(Array.from({ length: 20 }, () => traffic.mapped(50_000))).toContain(false);
});

test("what is sent to a socket counts until a word is heard from it", () => {
  const traffic = new Traffic();
  expect(traffic.sent(UNHEARD_CHARACTERS_MAX)).toBe(true);
  expect(traffic.sent(1)).toBe(false);
  traffic.received(20, 1);
  expect(traffic.sent(UNHEARD_CHARACTERS_MAX)).toBe(true);
});
