import { Text } from "@codemirror/state";
import { beforeEach, expect, test } from "vitest";
import type { RunSoFar } from "#protocol/room-run";
import type { ClientMessage, RoomMessage } from "#protocol/socket";
import { type Entry, KEPT_LENGTH_MAX, RunLog } from "./run-log";
import { RunView } from "./run-view";

/** A terminal that only remembers; as text, what was typed in brackets. */
class Paper {
  text = "";
  resets = 0;
  reset(entries: readonly Entry[], skipped: number): void {
    this.resets++;
    this.text = skipped > 0 ? `(${skipped})` : "";
    for (const entry of entries) this.append(entry);
  }
  append(entry: Entry): void {
    this.text += entry.type === "output" ? entry.text : `[${entry.name}: ${entry.text}${entry.eof ? "^D" : ""}]`;
  }
}

const ID = "6f2c3f6e-5a0c-4b9e-9a63-0a8d6c1f7a11";
const head = { id: ID, version: 5, language: "python", user: 1, name: "Ada", startedAt: "2026-01-01T00:00:00Z" };
const result = { status: "ok", exitCode: 0, signal: null, cpuMs: 1, wallMs: 2, memoryKb: 3, truncated: false } as const;
const output = (n: number, text: string, stream: "stdout" | "stderr" = "stdout") =>
  ({ type: "run_output", run: ID, n, stream, text }) as const;
const typed = (n: number, text: string, eof = false) =>
  ({ type: "run_input", run: ID, n, user: 2, name: "Ben", text, ...(eof && { eof }) }) as const;
const running = (n: number) => ({ type: "run_progress", run: ID, n, phase: "running" }) as const;
const soFar = (more: Partial<RunSoFar>): RunSoFar => ({
  ...head,
  phase: "running",
  n: 0,
  events: [],
  skipped: 0,
  ...more,
});

let view: RunView;
let paper: Paper;
let sent: ClientMessage[];
let rejoins: number;
let connected: boolean;

beforeEach(() => {
  sent = [];
  rejoins = 0;
  connected = true;
  view = new RunView({
    send: (message) => connected && sent.push(message) > 0,
    rejoin: () => rejoins++,
    me: () => 1,
  });
  paper = new Paper();
  view.attach(paper);
});
const hear = (...messages: RoomMessage[]) => messages.forEach((message) => view.received(message));

test("shows what the room tells, in its order", () => {
  hear({ type: "run_started", run: head }, running(1), output(2, "name? "), typed(3, "Grace\n"), output(4, "hi\n"));
  expect(paper.text).toBe("name? [Ben: Grace\n]hi\n");
  expect(view.isRunning).toBe(true);
  hear({ type: "run_ended", run: ID, n: 5, result });
  expect(view.isRunning).toBe(false);
  expect(view.run.value).toMatchObject({ version: 5, name: "Ada", result });
});

test("what is told again counts once", () => {
  hear({ type: "run_started", run: head }, running(1), output(2, "a"), output(2, "a"), {
    type: "run_started",
    run: head,
  });
  hear(output(3, "b"), output(2, "a"));
  expect(paper.text).toBe("ab");
  expect(rejoins).toBe(0);
});

test("after a gap it asks the room anew, once, and shows nothing out of order", () => {
  hear({ type: "run_started", run: head }, output(1, "a"), output(3, "c"), output(4, "d"));
  expect(paper.text).toBe("a");
  expect(rejoins).toBe(1);
  view.joined(soFar({ n: 4, events: [output(4, "abcd")] }));
  hear(output(5, "e"));
  expect(paper.text).toBe("abcde");
});

test("output of a run that it was never told of makes it ask, too", () => {
  hear(output(7, "x"));
  expect([paper.text, rejoins]).toEqual(["", 1]);
});

test("a late joiner sees the output so far, and then the rest", () => {
  view.joined(soFar({ n: 6, events: [output(4, "one\ntwo\n"), typed(5, "x\n"), output(6, "three")], skipped: 0 }));
  hear(output(6, "three"), output(7, "!"));
  expect(paper.text).toBe("one\ntwo\n[Ben: x\n]three!");
});

test("a line that comes back adds what was missed, and nothing twice", () => {
  hear({ type: "run_started", run: head }, output(1, "a\n"), output(2, "b\n"));
  const before = paper.resets;
  view.joined(soFar({ n: 5, events: [output(3, "a\nb\nc\n"), typed(4, "y\n"), output(5, "d\n")] }));
  expect(paper.text).toBe("a\nb\nc\n[Ben: y\n]d\n");
  expect(paper.resets).toBe(before); // what stands there stays, and with it the place one reads
  hear(output(5, "d\n"), output(6, "e\n"));
  expect(paper.text).toBe("a\nb\nc\n[Ben: y\n]d\ne\n");
});

test("a room that came back behind what was shown is believed, and tells the rest again", () => {
  hear({ type: "run_started", run: head }, output(1, "a\n"), output(2, "b\n"), output(3, "c\n"));
  view.joined(soFar({ n: 1, events: [output(1, "a\n")] }));
  hear(output(2, "b\nc\n"));
  expect(paper.text).toBe("a\nb\nc\n");
});

test("a join without the front of the output shows what there is, and says so", () => {
  hear({ type: "run_started", run: head }, output(1, "a\n"));
  view.joined(soFar({ n: 90, events: [output(90, "tail")], skipped: 1_000 }));
  expect(paper.text).toBe("(1000)tail");
});

test("a run that ended while the line was away is shown as ended", () => {
  hear({ type: "run_started", run: head }, output(1, "a"));
  view.joined(soFar({ n: 2, events: [output(1, "a")], result }));
  expect(view.isRunning).toBe(false);
  hear({ type: "run_ended", run: ID, n: 2, result });
  expect(paper.text).toBe("a");
});

test("a room that has forgotten the run says nothing of it, and the page says that", () => {
  hear({ type: "run_started", run: head }, output(1, "a"));
  view.joined(undefined);
  expect(view.isRunning).toBe(false);
  expect(view.run.value?.forgotten).toBe(true);
  expect(paper.text).toBe("a");
});

test("a new run begins on an empty page", () => {
  hear({ type: "run_started", run: head }, output(1, "old"), typed(2, "", true));
  expect(view.inputEndedBy.value).toBe("Ben");
  hear({ type: "run_started", run: { ...head, id: "another" } });
  expect(paper.text).toBe("");
  expect(view.inputEndedBy.value).toBeUndefined();
});

test("input of which the room shows a part only says how much more there was", () => {
  hear({ type: "run_started", run: head }, { ...typed(1, "1\n"), omitted: 700 }, typed(2, "x\n"));
  expect(view.log.entries).toMatchObject([
    { text: "1\n", omitted: 700 },
    { text: "x\n", omitted: 0 },
  ]);
});

test("a terminal that is attached late is given everything", () => {
  hear({ type: "run_started", run: head }, output(1, "a"), output(2, "e", "stderr"));
  const late = new Paper();
  view.attach(late);
  hear(output(3, "b"));
  expect(late.text).toBe("aeb");
});

test("asks the room to run, with the input that was prepared, and ends it there if that was wanted", () => {
  view.start("1\n2\n", true);
  expect(sent).toEqual([{ type: "run", stdin: "1\n2\n" }]);
  expect(view.asking.value).toBe("run");
  view.start("", false); // an impatient second press
  hear({ type: "run_started", run: head });
  expect(sent.slice(1)).toEqual([{ type: "run_input", run: ID, eof: true }]);
  expect(view.asking.value).toBeUndefined();
});

test("a run that somebody else began at the same moment is not given my input's end", () => {
  view.start("1\n", true);
  hear({ type: "run_started", run: { ...head, user: 2 } });
  expect(sent).toHaveLength(1);
  hear({ type: "error", code: "run_busy", message: "" });
  expect(view.trouble.value).toContain("running in this room already");
});

test("long input is sent in pieces that the room takes, the end with the last", () => {
  hear({ type: "run_started", run: head });
  expect(view.type("x".repeat(150_000), true)).toBe(true);
  expect(sent.map((message) => [message.type === "run_input" && message.text?.length, "eof" in message])).toEqual([
    [65_536, false],
    [65_536, false],
    [18_928, true],
  ]);
});

test("without a line nothing is promised", () => {
  connected = false;
  view.start("", false);
  expect(view.asking.value).toBeUndefined();
  expect(view.trouble.value).toContain("nothing was run");
  view.joined(soFar({ n: 1 }));
  expect(view.type("x\n")).toBe(false);
  expect(view.trouble.value).toContain("not sent");
});

test("a line that broke before the run began says so", () => {
  view.start("", false);
  view.joined(undefined);
  expect(view.trouble.value).toContain("before the run began");
});

test("refusals of other things are none of its business", () => {
  hear({ type: "error", code: "rate_limited", message: "" });
  expect(view.trouble.value).toBeUndefined();
  view.start("", false);
  hear({ type: "error", code: "rate_limited", message: "Wait a little" });
  expect(view.trouble.value).toContain("Wait a little");
});

test("knows who stopped it, of whoever stopped it and also when it joins later", () => {
  const stoppedBy = { user: 2, name: "Ben" };
  const cancelled = { ...result, status: "cancelled", exitCode: null } as const;
  hear({ type: "run_started", run: head });
  view.stop();
  expect(sent).toEqual([{ type: "run_stop", run: ID }]);
  hear({ type: "run_ended", run: ID, n: 1, result: cancelled, stoppedBy });
  expect(view.run.value?.stoppedBy).toEqual(stoppedBy); // Ben was faster
  expect(view.asking.value).toBeUndefined();
  view.joined(soFar({ id: "another", n: 1, result: cancelled, stoppedBy }));
  expect(view.run.value?.stoppedBy).toEqual(stoppedBy);
});

test("knows the text that runs, whether its version was seen before the news of the run or after", () => {
  view.textSeen(5, Text.of(["five"]));
  hear({ type: "run_started", run: head });
  view.textSeen(6, Text.of(["six"]));
  expect(view.textThen.value?.toString()).toBe("five");
  hear({ type: "run_started", run: { ...head, id: "b", version: 7 } });
  expect(view.textThen.value).toBeUndefined();
  view.textSeen(7, Text.of(["seven"]));
  expect(view.textThen.value?.toString()).toBe("seven");
});

test("clearing is for this page, and what comes next is shown", () => {
  hear({ type: "run_started", run: head }, output(1, "a"));
  view.clear();
  hear(output(2, "b"));
  expect(paper.text).toBe("b");
});

test("keeps the newest few million characters of a flood", () => {
  const log = new RunLog();
  for (let i = 0; i < 200; i++) log.append({ type: "output", stream: "stdout", text: `${i}`.padStart(100_000, ".") });
  const kept = log.entries.reduce((sum, { text }) => sum + text.length, 0);
  expect(kept).toBeGreaterThanOrEqual(KEPT_LENGTH_MAX);
  expect(kept + log.skipped).toBe(20_000_000);
  expect(kept).toBeLessThan(KEPT_LENGTH_MAX + 1_100_000);
  expect(log.entries.at(-1)?.text.endsWith("199")).toBe(true);
});
