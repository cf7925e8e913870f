// Messages that no room may take: each must be answered by an error and change nothing. What they would put into the
// text or the room carries HOSTILE, so that any of it is found again.
import type { Random } from "#collab/simulation/random";
import { FRAME_LENGTH_MAX } from "#protocol/limits";

export const HOSTILE = "HOSTILE";

/** What the generated messages rest on: a text at version 0 whose only pair's second half is at `insidePair`. */
export type Ground = { insidePair: number };

type Make = (random: Random, ground: Ground) => string | Buffer;

const json = (value: unknown) => JSON.stringify(value);
const edit = (fields: object) =>
  json({ type: "code_update", version: 0, diff: { start: 0, end: 0, text: HOSTILE }, ...fields });
const splice = (fields: object, more: object = {}) =>
  edit({ diff: { start: 0, end: 0, text: HOSTILE, ...fields }, ...more });

const NOT_A_COUNT = [-1, 0.5, -1e300, 2 ** 53, 1e300, "0", "", null, true, [], [0], {}, { valueOf: 0 }, "NaN"] as const;
const NOT_A_TEXT = [0, -1, null, true, [], ["x"], {}, { length: 3 }] as const;
const BAD_TEXTS = ["\ud83d", "\udc00", "\ude42\ud83d", "a\ud83db", "\r", "\r\n", "a\rb"] as const;
const TYPES = [
  "",
  "init",
  "ack",
  "error",
  "CODE_UPDATE",
  "code_update ",
  "__proto__",
  "constructor",
  "toString",
  "delete",
  "pong",
] as const;

const kinds: Record<string, Make> = {
  noise: (random) =>
    Array.from({ length: 1 + random.int(60) }, () => String.fromCharCode(32 + random.int(95)))
      .join("")
      .replace(/^["\d]/, "{"),
  binary: (random) => Buffer.from(Array.from({ length: random.int(200) }, () => random.int(256))),
  binaryEdit: () => Buffer.from(edit({})),
  truncated: (random) => edit({}).slice(0, 1 + random.int(edit({}).length - 1)),
  trailing: (random) => edit({}) + random.pick<unknown>(["}", ",", "\0", edit({}), "//"]),
  notAnObject: (random) => json(random.pick<unknown>([null, true, 0, HOSTILE, [], [[]], [{ type: "code_update" }]])),
  twoMessages: () => `[${edit({})},${edit({})}]`,
  unknownType: (random) => json({ type: random.pick(TYPES), version: 0, diff: { start: 0, end: 0, text: HOSTILE } }),
  noType: () => json({ version: 0, diff: { start: 0, end: 0, text: HOSTILE } }),
  typeIsNoText: (random) => json({ type: random.pick<unknown>([...NOT_A_TEXT]), code: HOSTILE }),
  typeTwice: () => `{"type":"ping","type":"${HOSTILE}"}`,
  prototype: () => `{"__proto__":{"type":"code_update","version":0,"diff":[]},"code":"${HOSTILE}"}`,
  badVersion: (random) => edit({ version: random.pick<unknown>([...NOT_A_COUNT]) }),
  versionToCome: (random) => edit({ version: 1_000_000 + random.int(2 ** 31) }),
  badSequence: (random) => edit({ sequence: random.pick<unknown>([0, ...NOT_A_COUNT]) }),
  sequenceGap: (random) => edit({ sequence: 2 + random.int(2 ** 31) }),
  badFile: (random) => edit({ file: random.pick<unknown>([-1, 0.5, {}, "x".repeat(401)]) }),
  otherFile: (random) => edit({ file: random.pick<unknown>(["", "main", "../../etc/passwd", "\0"]) }),
  badStart: (random) => splice({ start: random.pick<unknown>([...NOT_A_COUNT]) }),
  badEnd: (random) => splice({ end: random.pick<unknown>([...NOT_A_COUNT]) }),
  beyondTheEnd: (random) => splice({ start: 1_000 + random.int(900_000), end: 1_000_000 }),
  backwards: (random) => splice({ start: 1 + random.int(3), end: 0 }),
  overlapping: () => edit({ diff: [0, 0].map((start) => ({ start, end: 1, text: HOSTILE })) }),
  halfOfThem: () =>
    edit({
      diff: [
        { start: 0, end: 0, text: HOSTILE },
        { start: 5_000, end: 5_001, text: "" },
      ],
    }),
  insidePair: (random, { insidePair }) =>
    splice(
      random.pick<object>([
        { start: insidePair, end: insidePair },
        { start: insidePair, end: insidePair + 1 },
        { end: insidePair },
      ]),
    ),
  badText: (random) => splice({ text: HOSTILE + random.pick(BAD_TEXTS) }),
  textIsNone: (random) => splice({ text: random.pick<unknown>([...NOT_A_TEXT]) }),
  noDiff: (random) => edit({ diff: random.pick<unknown>([null, 0, "", HOSTILE, {}, [[]], [null], { start: 0 }]) }),
  neither: () => json({ type: "code_update", version: 0 }),
  both: () => edit({ code: HOSTILE }),
  wholeTextIsNone: (random) => json({ type: "code_update", code: random.pick<unknown>([...NOT_A_TEXT]) }),
  wholeTextWithHalf: () => json({ type: "code_update", code: `${HOSTILE}\ud83d` }),
  unknownLanguage: (random) =>
    json({
      type: "code_update",
      code: HOSTILE,
      language: random.pick<unknown>([HOSTILE, "__proto__", 7, "x".repeat(100)]),
    }),
  badCursor: (random) => json({ type: "cursor_update", position: random.pick<unknown>([...NOT_A_COUNT, 1_000_000]) }),
  badSelection: (random) =>
    json({
      type: "cursor_update",
      position: 0,
      selection: random.pick<unknown>([
        0,
        {},
        [0],
        { anchor: 0 },
        { anchor: 999_999, head: 0 },
        { anchor: -1, head: 0 },
      ]),
    }),
  manySelections: () =>
    json({ type: "cursor_update", position: 0, selection: Array(201).fill({ anchor: 0, head: 0 }) }),
  badRoom: (random) =>
    json({ type: "room_update", language: random.pick<unknown>([HOSTILE, 7, null]), title: HOSTILE }),
  longTitle: () => json({ type: "room_update", title: HOSTILE.repeat(100) }),
  badName: (random) =>
    json({ type: "profile_update", name: random.pick<unknown>([...NOT_A_TEXT, HOSTILE.repeat(100)]) }),
  deepList: (random) => "[".repeat(1 + random.int(5_000)),
  deepInDiff: (random) => {
    const depth = 1 + random.int(1_500);
    return `{"type":"code_update","version":0,"diff":${"[".repeat(depth)}${"]".repeat(depth)}${random.chance(0.5) ? "}" : ""}`;
  },
  deepObject: (random) => {
    const depth = 1 + random.int(1_500);
    return `{"type":${'{"type":'.repeat(depth)}"ping"${"}".repeat(depth)}}`;
  },
};

const large: Record<string, Make> = {
  longText: () => splice({ text: HOSTILE.repeat(150_000) }),
  longWholeText: () => json({ type: "code_update", code: HOSTILE.repeat(150_000) }),
  manySplices: () => edit({ diff: Array(20_001).fill({ start: 0, end: 0, text: "" }) }),
  longFrame: () => edit({}).padEnd(FRAME_LENGTH_MAX + 1),
  longBinary: () => Buffer.alloc(1_000_000),
};

/** `count` of all kinds in random order, a few of them large. */
export function* hostileMessages(random: Random, count: number, ground: Ground): Generator<string | Buffer> {
  const [small, big] = [Object.values(kinds), Object.values(large)];
  for (let i = 0; i < count; i++) {
    const makes = (i + 1) % Math.floor(count / big.length) === 0 ? [big[Math.floor((i * big.length) / count)]!] : small;
    yield makes[random.int(makes.length)]!(random, ground);
  }
}
