// The rows of the table.
import type { ServerName } from "./servers.ts";

export type Goal = { atMost: number } | { atLeast: number } | { atMostThat: ServerName };

type Figure = {
  scenario: string;
  /** As the scenario calls it. */
  name: string;
  title: string;
  unit: string;
  digits: number;
  /** More is better. */
  more?: boolean;
  goal?: Goal;
};

const asFastAsRelay: Goal = { atMostThat: "relay-row" };

function latencies(scenario: string, title: string, goals: { p50?: Goal; p99?: Goal } = {}): Figure[] {
  const common = { scenario, unit: "ms" };
  return [
    { ...common, name: "p50", title: `${title}: edit → seen, p50`, digits: 2, ...(goals.p50 && { goal: goals.p50 }) },
    { ...common, name: "p99", title: `${title}: p99`, digits: 2, ...(goals.p99 && { goal: goals.p99 }) },
    { ...common, name: "appliedP50", title: `${title}: in the text, p50`, digits: 2 },
    { ...common, name: "cpuMs", title: `${title}: server CPU per keystroke`, digits: 3 },
  ];
}

function bytes(scenario: string, name: string, title: string, goal?: Goal): Figure {
  return { scenario, name, title: `bytes per keystroke, ${title}`, unit: "B", digits: 1, ...(goal && { goal }) };
}

export const figures: Figure[] = [
  ...latencies("s1", "2 clients, one types 50/s", { p50: asFastAsRelay, p99: asFastAsRelay }),
  ...latencies("s1z", "the same, deflated"),
  ...latencies("s1n", "the same, 40 ms each way", { p50: { atMost: 85 } }),
  bytes("s1", "up", "up, payload"),
  bytes("s1", "down", "down to a reader, payload"),
  bytes("s1z", "wireUpBare", "up, deflated, without headers", { atMost: 20 }),
  bytes("s1z", "wireDownBare", "down, deflated, without headers", { atMost: 20 }),
  bytes("s1z", "wireUp", "up, deflated, on the line"),
  bytes("s1z", "wireDown", "down, deflated, on the line"),
  bytes("s1z", "ack", "back to the typist, payload"),
  bytes("s1n", "up", "up, payload, 40 ms each way"),
  bytes("s1n", "down", "down, payload, 40 ms each way"),
  ...latencies("s2", "50 clients, 5 type 10/s", { p50: asFastAsRelay, p99: asFastAsRelay }),
  ...latencies("s2z", "the same, deflated"),
  ...latencies("s2n", "20 clients, 5 type 10/s, 40 ms each way", { p50: { atMost: 85 } }),
  {
    scenario: "s3",
    name: "rate",
    title: "10 clients, 4 type: keystrokes/s at p99 ≤ 250 ms",
    unit: "1/s",
    digits: 0,
    more: true,
    goal: { atLeast: 20_000 },
  },
  { scenario: "s3", name: "p99", title: "p99 at that rate", unit: "ms", digits: 1 },
  { scenario: "s3", name: "cpuUs", title: "server CPU per keystroke at that rate", unit: "µs", digits: 0 },
  { scenario: "s3", name: "serverCores", title: "of its core the server used", unit: "", digits: 2 },
  { scenario: "s3", name: "clientCores", title: "of their core the clients used", unit: "", digits: 2 },
  {
    scenario: "s3z",
    name: "rate",
    title: "keystrokes/s at p99 ≤ 250 ms, deflated",
    unit: "1/s",
    digits: 0,
    more: true,
  },
  { scenario: "s4", name: "p50", title: "200 rooms of 2, each types 2/s: p50", unit: "ms", digits: 2 },
  { scenario: "s4", name: "p99", title: "200 rooms of 2: p99", unit: "ms", digits: 2, goal: { atMost: 4 } },
  {
    scenario: "s4",
    name: "memoryKB",
    title: "memory per room of 2, beside 200 others",
    unit: "KB",
    digits: 0,
    goal: { atMost: 700 },
  },
  { scenario: "s4z", name: "memoryKB", title: "memory per room of 2, deflated", unit: "KB", digits: 0 },
  {
    scenario: "load",
    name: "edits",
    title: "edits of automerge-paper typed one by one",
    unit: "",
    digits: 0,
    more: true,
  },
  {
    scenario: "load",
    name: "editsPerSecond",
    title: "one typist, 8 in flight at most",
    unit: "1/s",
    digits: 0,
    more: true,
  },
  {
    scenario: "s5",
    name: "kilobytes",
    title: "join after them, payload",
    unit: "KB",
    digits: 1,
    goal: { atMost: 110 },
  },
  { scenario: "s5", name: "deflatedKilobytes", title: "join, deflated", unit: "KB", digits: 1 },
  { scenario: "s5", name: "warmMs", title: "join, warm", unit: "ms", digits: 1, goal: { atMost: 8 } },
  { scenario: "s5", name: "arrivedMs", title: "join, warm, without the client's work", unit: "ms", digits: 1 },
  {
    scenario: "s5",
    name: "coldMs",
    title: "join, cold, after a restart of the server",
    unit: "ms",
    digits: 0,
    goal: { atMost: 50 },
  },
  {
    scenario: "s5",
    name: "memoryMB",
    title: "the process grows by, at the cold join",
    unit: "MB",
    digits: 1,
    goal: { atMost: 128 },
  },
  { scenario: "s5h", name: "heapMB", title: "the room on the object's heap", unit: "MB", digits: 1 },
  {
    scenario: "stored",
    name: "objectBodiesKB",
    title: "whole stored history, bytes in tables",
    unit: "KB",
    digits: 0,
    goal: { atMost: 500 },
  },
  { scenario: "stored", name: "objectFileKB", title: "whole stored history, file", unit: "KB", digits: 0 },
  { scenario: "stored", name: "libraryBodiesKB", title: "of it in D1 too, bytes in tables", unit: "KB", digits: 0 },
  {
    scenario: "s6",
    name: "wakingMs",
    title: "first keystroke after hibernation, seen by all of 10",
    unit: "ms",
    digits: 1,
    goal: { atMost: 15 },
  },
  { scenario: "s6", name: "awakeMs", title: "the next one", unit: "ms", digits: 1 },
  {
    scenario: "s7",
    name: "one",
    title: "rows per 1,000 keystrokes, one types 10/s, in the object",
    unit: "rows",
    digits: 0,
  },
  {
    scenario: "s7",
    name: "five",
    title: "rows, five type 10/s each, in the object",
    unit: "rows",
    digits: 0,
    goal: { atMost: 100 },
  },
  {
    scenario: "s7",
    name: "bursts",
    title: "rows, five type bursts of 10 keys at 100/s, in the object",
    unit: "rows",
    digits: 0,
  },
  { scenario: "s7", name: "oneD1", title: "rows, one types, in D1", unit: "rows", digits: 0 },
  { scenario: "s7", name: "fiveD1", title: "rows, five type, in D1", unit: "rows", digits: 0 },
  { scenario: "s7", name: "burstsD1", title: "rows, bursts, in D1", unit: "rows", digits: 0 },
  { scenario: "s8", name: "ms", title: "back after 1,000 missed edits", unit: "ms", digits: 1 },
  { scenario: "s8", name: "kilobytes", title: "back after 1,000 missed edits, payload", unit: "KB", digits: 1 },
];
