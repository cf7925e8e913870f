import { Text } from "@codemirror/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, stepFrom, tracesOf } from "./pace";
import { type EditRow, filesOf, type PastEntry, type PastFiles, STRETCH } from "./past-edits";
import { type PastSource, Player } from "./player";

/** A made-up history of a few files, and all its versions by applying the whole log. */
function madeUp(seed: number, length: number) {
  let state = seed >>> 0;
  const below = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const first: PastEntry[] = [{ file: 0, path: "main.py", kind: "text", text: "print()" }];
  const files = new Map(first.map((entry) => [entry.file, { ...entry, text: entry.text ?? "" }]));
  const rows: EditRow[] = [];
  const told = [[...files.values()]];
  for (let version = 1; version <= length; version++) {
    const file = below(files.size);
    const found = files.get(file)!;
    const signed = [version, 1 + below(2), version, version * 10] as const;
    if (below(40) === 0) {
      const entry: PastEntry = { file: files.size, path: `f${files.size}.py`, kind: "text", text: `new ${version}` };
      files.set(entry.file, { ...entry, text: entry.text! });
      rows.push([...signed, null, [entry]]);
    } else if (below(30) === 0 && file !== 0) {
      const { text: _text, deleted, ...entry } = found;
      files.set(file, { ...entry, text: found.text, ...(!deleted && { deleted: true as const }) });
      rows.push([...signed, null, [deleted ? entry : { ...entry, deleted: true }]]);
    } else {
      const at = below(found.text.length + 1);
      const end = Math.min(found.text.length, at + below(3));
      const text = below(5) === 0 ? "a\nb" : "xyz".slice(below(3));
      const twice = below(9) === 0 && end < found.text.length;
      const splices: [number, number, string][] = [[at, end, text]];
      if (twice) splices.push([found.text.length, found.text.length, "!"]);
      const after = found.text.slice(0, at) + text + found.text.slice(end) + (twice ? "!" : "");
      files.set(file, { ...found, text: after });
      rows.push([...signed, file, splices]);
    }
    told.push([...files.values()]);
  }
  const source: PastSource = {
    edits: async (after, limit) => rows.slice(after, after + Math.min(limit, 700)),
    files: async (version) => told[version]!.filter(({ deleted }) => !deleted),
  };
  return { rows, told, source };
}
const shown = (files: PastFiles | undefined) =>
  [...(files?.values() ?? [])]
    .filter(({ entry }) => !entry.deleted)
    .map(({ entry, text }) => `${entry.path}: ${text.toString()}`)
    .toSorted();
const expected = (told: readonly PastEntry[]) => shown(filesOf(told));

const { rows, told, source } = madeUp(7, 3 * STRETCH);

test("after any seeks the files are what applying the log gives", () =>
  fc.assert(
    fc.asyncProperty(
      // Many of them between the same two keyframes.
      fc.array(fc.oneof(fc.integer({ min: 0, max: rows.length }), fc.integer({ min: 0, max: 400 })), {
        minLength: 1,
        maxLength: 12,
      }),
      async (versions) => {
        const player = new Player(source, rows.length);
        for (const version of versions) {
          await player.load(version);
          expect(shown(player.at(version))).toEqual(expected(told[version]!));
        }
      },
    ),
    { numRuns: 40, seed: 5 },
  ));

test("every version is right going on from the first, and a file that comes back brings its text", async () => {
  const player = new Player(source, rows.length);
  await player.load(2 * STRETCH); // not from the beginning: what is deleted then is unknown
  for (let version = STRETCH + 1; version <= 2 * STRETCH; version += 7)
    expect(shown(player.at(version))).toEqual(expected(told[version]!));
});

test("a stretch goes on when the room does", async () => {
  let there = 10;
  const growing: PastSource = {
    edits: async (after, limit) => rows.slice(after, Math.min(there, after + limit)),
    files: source.files,
  };
  const player = new Player(growing, there);
  await player.load(10);
  expect(player.at(11)).toBeUndefined();
  there = player.newest = 20;
  await player.load(20);
  expect(shown(player.at(20))).toEqual(expected(told[20]!));
});

const typed = (times: readonly number[], users: readonly number[] = []): Player => {
  const log = times.map((time, i): EditRow => [i + 1, users[i] ?? 1, 0, time, 0, [[i, i, "x"]]]);
  return new Player(
    {
      edits: async (after) => log.slice(after),
      files: async () => [{ file: 0, path: "a", kind: "text", text: "" }],
    },
    times.length,
  );
};

test("playing takes the time that typing took, and pauses are shortened only on demand", async () => {
  const player = typed([0, 100, 10_100, 10_200]);
  await player.load(4);
  const start = { version: 1, left: 0 };
  expect(advance(player, start, 100, { speed: 1, skipsPauses: false })).toMatchObject({ version: 2 });
  expect(advance(player, start, 99, { speed: 1, skipsPauses: false })).toMatchObject({ version: 1, left: 99 });
  expect(advance(player, start, 2_150, { speed: 1, skipsPauses: false })).toMatchObject({ version: 2 });
  expect(advance(player, start, 2_150, { speed: 1, skipsPauses: true })).toMatchObject({ version: 3 });
  expect(advance(player, start, 200, { speed: 64, skipsPauses: false })).toMatchObject({ version: 4 });
});

test("what others wrote takes no time, and is stepped over, when one person is watched", async () => {
  const player = typed([0, 1_000, 2_000, 3_000], [1, 2, 2, 1]);
  await player.load(4);
  expect(advance(player, { version: 1, left: 0 }, 10, { speed: 1, skipsPauses: false, author: 1 }).version).toBe(3);
  expect(stepFrom(player, 1, 1, 1)).toBe(4);
  expect(stepFrom(player, 4, -1, 1)).toBe(1);
  expect(stepFrom(player, 4, 1, undefined)).toBe(4);
});

test("traces stand where somebody wrote, moved by what came before them later", async () => {
  const log: EditRow[] = [
    [1, 1, 1, 0, 0, [[5, 5, "ab"]]],
    [2, 1, 2, 0, 0, [[7, 7, "c"]]],
    [3, 2, 1, 0, 0, [[0, 1, "XYZ"]]],
  ];
  const player = new Player(
    {
      edits: async (after) => log.slice(after),
      files: async () => [{ file: 0, path: "a", kind: "text", text: "hello there" }],
    },
    3,
  );
  await player.load(3);
  const text = player.at(3)?.get(0)?.text ?? Text.empty;
  const traces = tracesOf(player, 0, 3, 0).map(({ user, from, to }) => [user, text.sliceString(from, to)]);
  expect(traces).toEqual([
    [1, "abc"],
    [2, "XYZ"],
  ]);
  expect(tracesOf(player, 0, 3, 1)).toEqual([]);
});
