import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Settling } from "./settling";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function begun() {
  const settling = new Settling();
  const done: string[] = [];
  settling.begin();
  return { settling, done, ask: (name: string) => settling.whenOver(() => done.push(name)) };
}

test("what waits for a composition's end is done in its order, and no later than it must", () => {
  const { done, ask } = begun();
  vi.advanceTimersByTime(30);
  ask("first");
  vi.advanceTimersByTime(10);
  ask("second");
  expect(done).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(done).toEqual(["first", "second"]);
  ask("third");
  expect(done).toEqual(["first", "second", "third"]);
});

test("nothing overtakes what waits, though its time is over", () => {
  const { done, ask } = begun();
  ask("first");
  // The page was busy: the clock went on, and the timer has not come to its turn yet.
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + 1_000);
  ask("second");
  vi.runAllTimers();
  expect(done).toEqual(["first", "second"]);
});

test("a composition that ends meanwhile is waited for, too", () => {
  const { settling, done, ask } = begun();
  ask("first");
  vi.advanceTimersByTime(40);
  settling.begin();
  vi.advanceTimersByTime(40);
  expect(done).toEqual([]);
  vi.advanceTimersByTime(10);
  expect(done).toEqual(["first"]);
});

test("nothing is done any more once it is stopped", () => {
  const { settling, done, ask } = begun();
  ask("first");
  settling.stop();
  vi.runAllTimers();
  expect(done).toEqual([]);
});
