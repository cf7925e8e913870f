import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  RUN_INPUT_LENGTH_MAX,
  RUN_STDIN_LENGTH_MAX,
  SELECTIONS_MAX,
  SPLICES_MAX,
  TEXT_LENGTH_MAX,
} from "#protocol/limits";
import { misfitIn } from "#protocol/misfit";
import { clientMessage, joinQuery, numberedSplice, roomFrame, roomMessage } from "#protocol/socket";

const accepted = (message: unknown) => clientMessage.safeParse(message).success;

// Values that a message's fields take when somebody means harm, or has a bug.
const anyValue = fc.oneof(
  fc.integer({ min: -2, max: 20 }),
  fc.constantFrom(NaN, Infinity, 1.5, 2 ** 53, null, true, "", "x", "\r", "\ud83d", "a\r\nb", [], {}),
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.jsonValue({ maxDepth: 4 }),
);
const aSplice = fc.record({ start: anyValue, end: anyValue, text: anyValue }, { requiredKeys: [] });
const anyMessage = fc.record(
  {
    type: fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom(
          "code_update",
          "cursor_update",
          "room_update",
          "profile_update",
          "run",
          "run_input",
          "ping",
        ),
      },
      anyValue,
    ),
    version: anyValue,
    sequence: anyValue,
    file: anyValue,
    code: anyValue,
    language: anyValue,
    title: anyValue,
    name: anyValue,
    position: anyValue,
    selection: anyValue,
    stdin: anyValue,
    run: anyValue,
    text: anyValue,
    eof: anyValue,
    diff: fc.oneof(anyValue, aSplice, fc.array(aSplice, { maxLength: 3 })),
    more: anyValue,
  },
  { requiredKeys: ["type"] },
);

const strings = (value: unknown): string[] =>
  typeof value === "string" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(strings) : [];
const numbers = (value: unknown): number[] =>
  typeof value === "number" ? [value] : value && typeof value === "object" ? Object.values(value).flatMap(numbers) : [];

describe("what a client says", () => {
  test("[F2] is refused or brought to its normal form, whatever it is", () => {
    let passed = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: anyMessage }, fc.jsonValue()), (message) => {
        const { success, data } = clientMessage.safeParse(JSON.parse(JSON.stringify(message)));
        if (!success) return;
        passed++;
        expect(clientMessage.parse(data)).toEqual(data);
        expect(clientMessage.parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
        const { file: _, ...texts } = { file: "", ...data };
        for (const text of strings(texts)) expect(text.isWellFormed() && !text.includes("\r")).toBe(true);
        for (const number of numbers(data)) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      }),
      { numRuns: 4_000 },
    );
    expect(passed).toBeGreaterThan(100);
  }, 60_000);

  test("[F2] is read alike by the schema and by the shortcut for what nearly every message is", () => {
    const count = fc.oneof({ weight: 20, arbitrary: fc.integer({ min: 0, max: 9 }) }, anyValue);
    const text = fc.oneof({ weight: 20, arbitrary: fc.string({ maxLength: 4 }) }, anyValue);
    const splice = fc.record(
      { start: count, end: count, text, more: anyValue },
      { requiredKeys: ["start", "end", "text"] },
    );
    const edit = fc.record(
      {
        type: fc.constant("code_update"),
        version: count,
        sequence: count,
        diff: fc.oneof({ weight: 9, arbitrary: fc.tuple(splice) }, splice, fc.array(splice, { maxLength: 2 })),
        file: count,
        code: text,
        more: anyValue,
      },
      { requiredKeys: ["type", "version", "sequence", "diff"] },
    );
    const usual = fc.record({
      type: fc.constant("code_update"),
      version: count,
      sequence: count,
      diff: fc.tuple(fc.record({ start: count, end: count, text })),
    });
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(edit, usual, anyMessage), (message) => {
        const json: unknown = JSON.parse(JSON.stringify(message));
        const data = numberedSplice(json);
        if (!data) return;
        read++;
        expect(clientMessage.parse(json)).toEqual(data);
      }),
      { numRuns: 4_000 },
    );
    expect(read).toBeGreaterThan(500);
  }, 60_000);

  test("[F2] may carry fields that this room does not know; they are left out", () => {
    expect(clientMessage.parse({ type: "ping", later: 1 })).toEqual({ type: "ping" });
  });

  test.for<[why: string, message: object]>([
    ["Invalid input: expected object, received array", []],
    ["Needs version and diff, or code", { type: "code_update" }],
    ["diff.text: The text holds a lone surrogate", { diff: { start: 0, end: 0, text: "\ud83d" } }],
    ["diff.0.text: The text holds a carriage return", { diff: [{ start: 0, end: 0, text: "\r" }] }],
    ["diff.text: The text is too long", { diff: { start: 0, end: 0, text: "x".repeat(TEXT_LENGTH_MAX + 1) } }],
    ["diff.start: Too small", { diff: { start: -1, end: 0, text: "" } }],
    ["diff.0.text: Invalid input: expected string", { diff: [{ start: 0, end: 0 }] }],
    ["diff: Invalid input: expected object, received number", { diff: 7 }],
    ["file: Too small", { diff: [], file: -1 }],
    ["file: Must be a relative path", { diff: [], file: "../x" }],
  ])("[F2] is told where and why it does not fit: %s", ([why, message]) => {
    const edit = { type: "code_update", version: 0, sequence: 1, ...message };
    const { error } = clientMessage.safeParse("diff" in message ? edit : message);
    expect(misfitIn(error!).startsWith(why), misfitIn(error!)).toBe(true);
  });

  test("[E2] one splice is a list of one", () => {
    const splice = { start: 1, end: 2, text: "x" };
    const one = clientMessage.parse({ type: "code_update", version: 3, diff: splice });
    expect(one).toEqual(clientMessage.parse({ type: "code_update", version: 3, diff: [splice] }));
  });

  test("[W2] an edit is a diff against a version, or a whole text, and not both", () => {
    const diff = { start: 0, end: 0, text: "" };
    expect(accepted({ type: "code_update", version: 0, diff })).toBe(true);
    expect(accepted({ type: "code_update", code: "" })).toBe(true);
    expect(accepted({ type: "code_update", code: "", version: 0, language: "c++" })).toBe(true);
    expect(accepted({ type: "code_update", diff })).toBe(false);
    expect(accepted({ type: "code_update", version: 0 })).toBe(false);
    expect(accepted({ type: "code_update", version: 0, diff, code: "" })).toBe(false);
  });

  test("[S2] sequences count from 1", () => {
    expect(accepted({ type: "code_update", code: "", sequence: 0 })).toBe(false);
    expect(accepted({ type: "code_update", code: "", sequence: 1 })).toBe(true);
  });

  test("[F7] has no more splices and selections than the limits say", () => {
    const splices = (count: number) => Array.from({ length: count }, () => ({ start: 0, end: 0, text: "" }));
    expect(accepted({ type: "code_update", version: 0, diff: splices(SPLICES_MAX) })).toBe(true);
    expect(accepted({ type: "code_update", version: 0, diff: splices(SPLICES_MAX + 1) })).toBe(false);
    const selections = (count: number) => Array.from({ length: count }, () => ({ anchor: 0, head: 0 }));
    expect(accepted({ type: "cursor_update", position: 0, selection: selections(SELECTIONS_MAX) })).toBe(true);
    expect(accepted({ type: "cursor_update", position: 0, selection: selections(SELECTIONS_MAX + 1) })).toBe(false);
  });

  test("[F7] types no more into a run than the limits say, and a program reads it as any text", () => {
    const run = "0b1f6c1e-7f0a-4b39-9d77-6b0f2f1f9f11";
    const typed = (text: string) => ({ type: "run_input", run, text });
    expect(accepted(typed("x".repeat(RUN_INPUT_LENGTH_MAX)))).toBe(true);
    expect(accepted(typed("x".repeat(RUN_INPUT_LENGTH_MAX + 1)))).toBe(false);
    expect(accepted({ type: "run", stdin: "x".repeat(RUN_STDIN_LENGTH_MAX + 1) })).toBe(false);
    expect(clientMessage.parse(typed("a\r\nb\ud83d"))).toEqual(typed("a\nb\ufffd"));
  });

  test("[E6] may place an edit past the longest text: one typed ahead of a room that fills up is answered by its number", () => {
    const at = TEXT_LENGTH_MAX + 5;
    expect(accepted({ type: "code_update", version: 1, sequence: 1, diff: { start: at, end: at, text: "x" } })).toBe(
      true,
    );
  });
});

describe("what the room says", () => {
  test("[F1] is one message, or a list of them in one frame", () => {
    const pong = { type: "pong" } as const;
    const count = { type: "user_count_update", count: 2 } as const;
    expect(roomFrame.parse(pong)).toEqual([pong]);
    expect(roomFrame.parse([pong, count])).toEqual([pong, count]);
    expect(roomFrame.safeParse([pong, { type: "unheard of" }]).success).toBe(false);
  });

  test("[F2] may grow fields: who knows them not reads past them", () => {
    expect(roomMessage.parse({ type: "user_left", count: 1, user: 2, why: "tired" })).toEqual({
      type: "user_left",
      count: 1,
      user: 2,
    });
  });
});

describe("a join", () => {
  test("[J2] says what it says, and what makes no sense in it counts as not said", () => {
    expect(
      joinQuery.parse({ since: "12", epoch: "e", sync: "full", batch: "1", text: "1", client: "c", name: "Ann" }),
    ).toEqual({
      since: 12,
      epoch: "e",
      sync: "full",
      batch: "1",
      text: "1",
      client: "c",
      name: "Ann",
    });
    for (const since of ["-1", "1.5", "x", "", "1".repeat(16)])
      expect(joinQuery.parse({ since }).since).toBeUndefined();
    expect(joinQuery.parse({ sync: "some", batch: "yes", name: "x".repeat(500) })).toEqual({});
  });

  test("[J1] a client id too long to keep is refused rather than cut; an empty one counts as none", () => {
    expect(joinQuery.safeParse({ client: "c".repeat(128) }).success).toBe(true);
    expect(joinQuery.safeParse({ client: "c".repeat(129) }).success).toBe(false);
    expect(joinQuery.parse({ client: "" }).client).toBeUndefined();
  });
});
