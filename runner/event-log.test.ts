import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BEHIND_BYTES_MAX, EventLog, type News } from "#runner/event-log";
import { resultWithoutProgram } from "#runner/result";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const output = (text: string): News => ({ type: "output", stream: "stdout", text });
const ended: News = { type: "ended", result: resultWithoutProgram("ok") };

function newLog() {
  const heard: string[] = [];
  const log = new EventLog({
    onBehind: (isBehind) => heard.push(isBehind ? "behind" : "caught up"),
    onAbandoned: () => heard.push("abandoned"),
  });
  return { log, heard };
}

const decoder = new TextDecoder();
async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<unknown[] | undefined> {
  const { value, done } = await reader.read();
  if (done) return undefined;
  return decoder
    .decode(value)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("events are numbered without gaps, and the last one closes the stream", async () => {
  const { log } = newLog();
  log.append({ type: "started" });
  const reader = log.read(0).getReader();
  expect(await next(reader)).toEqual([{ n: 1, type: "started" }]);
  const waiting = next(reader);
  log.append(output("a"));
  log.append(ended);
  expect([...(await waiting)!, ...((await next(reader)) ?? [])]).toMatchObject([
    { n: 2, type: "output" },
    { n: 3, type: "ended" },
  ]);
  expect(await next(reader)).toBeUndefined();
});

test("who was cut off gets every event once, in order, from the number it names", async () => {
  const { log, heard } = newLog();
  log.append(output("a"));
  const first = log.read(0).getReader();
  await next(first);
  await first.cancel();
  log.append(output("b"));
  vi.advanceTimersByTime(9_000);
  const second = log.read(1).getReader();
  log.append(ended);
  vi.advanceTimersByTime(60_000);
  expect(await next(second)).toMatchObject([{ n: 2, text: "b" }, { n: 3 }]);
  expect(await next(second)).toBeUndefined();
  expect(await next(log.read(0).getReader())).toMatchObject([{ n: 1 }, { n: 2 }, { n: 3 }]);
  expect(await next(log.read(3).getReader())).toBeUndefined();
  expect(heard).toEqual([]);
});

test("a run that nobody comes back to is abandoned", async () => {
  const { log, heard } = newLog();
  await log.read(0).cancel();
  vi.advanceTimersByTime(9_999);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(heard).toEqual(["abandoned"]);
});

test("a new reader takes over, and the old one is shown out", async () => {
  const { log, heard } = newLog();
  const old = log.read(0).getReader();
  const waiting = next(old);
  const fresh = log.read(0).getReader();
  expect(await waiting).toBeUndefined();
  log.append(ended);
  expect(await next(fresh)).toMatchObject([{ n: 1 }]);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
});

test("silence is filled with beats", async () => {
  const { log } = newLog();
  const reader = log.read(0).getReader();
  const waiting = next(reader);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await waiting).toEqual([{ type: "beat" }]);
});

test("a reader that does not read falls behind, and catches up without losing anything", async () => {
  const { log, heard } = newLog();
  const reader = log.read(0).getReader();
  const text = "x".repeat(10_000);
  let events = 0;
  while (heard.length === 0) events = (log.append(output(text)), events + 1);
  expect(events * text.length).toBeLessThanOrEqual(BEHIND_BYTES_MAX + text.length);
  log.append(ended);
  const all: unknown[] = [];
  for (let some; (some = await next(reader));) all.push(...some);
  expect(all).toHaveLength(events + 1);
  expect(heard).toEqual(["behind", "caught up"]);
});
