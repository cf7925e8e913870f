// A project's history: every version of every file is told, costs what was written, and shows when it was changed.
import { ChangeSet, Text } from "@codemirror/state";
import { expect, test, vi } from "vitest";
import { Commit } from "#collab/commit";
import { canonicalLine } from "#collab/canonical";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import { Project } from "#collab/project";
import { RoomEngine } from "#collab/room-engine";
import type { RoomState } from "#collab/room-events";
import { Chain, sha256 } from "#party/chain";
import { decodeChunk, encodeChunk } from "#party/log-chunk";
import { LazyTable } from "#party/lazy-table";
import { exportLog, verify } from "#party/log-proof";
import { blameOf } from "#party/room-history";
import { decodeState, encodeState } from "#party/room-state";
import { RoomSql } from "#party/room-sql";
import { RoomStore } from "#party/room-store";
import { accept, inStorage, stateOf } from "#party/test-store";
import exported from "./history.txt";

const newState = () => stateOf(Project.of(Text.of(["begin"]), "main.py"), { title: "T", nextUser: 3 });
const nothing = { snapshots: [], chunks: [] };

/** Two people who type into files, make new ones, delete and rename them; seeded. */
function* session(project: Project, count: number): Generator<LoggedEdit> {
  let random = 7;
  const below = (n: number) => (random = (random * 48_271) % 2_147_483_647) % Math.max(1, n);
  for (let version = 1; version <= count; version++) {
    const authorship = { version, user: 1 + below(2), sequence: version, time: 1_000 + version * 3 };
    const { nextFile } = project;
    const file = below(nextFile);
    const entry = project.get(file)!.entry;
    if (version % 97 === 1) {
      const text = Text.of(["x".repeat(below(2_000)), "é😀"]);
      yield {
        ...authorship,
        sequence: 0,
        tree: [{ file: nextFile, path: `d/f${nextFile}.ts`, kind: "text", eol: "crlf", text }],
      };
    } else if (version % 89 === 1 && file > 0) {
      yield {
        ...authorship,
        sequence: 0,
        tree: [{ ...entry, path: `e/${version}.go`, language: "go", deleted: true }],
      };
    } else if (version % 83 === 1) {
      const asset = { hash: "a".repeat(64), size: below(100) };
      yield { ...authorship, sequence: 0, tree: [{ file: nextFile, path: `p${nextFile}.png`, kind: "asset", asset }] };
    } else {
      const text = project.text(file) === undefined ? 0 : file;
      const { length } = project.text(text)!;
      const from = below(length + 1) && length; // at the end, so that no pair is split
      const insert = Text.of(below(9) === 0 ? ["", "  "] : [String.fromCharCode(97 + below(26))]);
      yield { ...authorship, file: text, changes: ChangeSet.of({ from, insert }, length) };
    }
  }
}

/** Answers the files at the versions that are wanted. `left`: the version at which everybody leaves for a while. */
function write(
  store: RoomStore,
  state: RoomState,
  count: number,
  wanted: readonly number[],
  left?: number,
): Map<number, Project> {
  const projects = new Map([[0, state.project.copy()]]);
  let commit = new Commit();
  for (const edit of session(state.project, count)) {
    accept(store, state, commit, edit);
    if (wanted.includes(edit.version)) projects.set(edit.version, state.project.copy());
    if (edit.version % 50 === 0 || edit.version === count) {
      store.write(commit);
      store.tidy(state);
      commit = new Commit();
    }
    if (edit.version === left) store.sealAll(state);
  }
  return projects;
}

const wanted = [1, 2, 96, 97, 98, 4_095, 4_096, 4_097, 8_192, 8_193, 9_999, 16_500, 17_999];
const keyframes = ({ sql }: DurableObjectStorage) =>
  new LazyTable(new RoomSql(sql), "keyframe").rows<{ version: number }>(
    "SELECT DISTINCT version FROM keyframe ORDER BY version",
  );

test(
  "every version of a project is told: as it was left, by the disk alone, and when it was reborn without keyframes",
  { timeout: 30_000 },
  () =>
    inStorage("history-versions", (storage) => {
      const store = new RoomStore(storage);
      const state = newState();
      const first = encodeState(state);
      store.create(state, nothing);
      const projects = write(store, state, 18_000, wanted);
      expect(keyframes(storage).length).toBe(2);
      const check = (log: RoomStore) => {
        for (const [version, project] of projects)
          expect(log.projectAt(version)?.stored(), `version ${version}`).toEqual(project.stored());
        expect(log.projectAt(18_001)).toBeUndefined();
      };
      check(store);
      const reopened = new RoomStore(storage);
      expect(reopened.load()!.state.project.stored()).toEqual(state.project.stored());
      check(reopened);
      const history = { snapshots: [{ version: 0, body: first }], chunks: store.chunksSince(0) };
      const reborn = new RoomStore(storage);
      reborn.create(state, history);
      expect(keyframes(storage)).toEqual([]);
      check(reborn);
      expect(keyframes(storage).length).toBe(2); // left there by whoever looked back
    }),
);

test(
  "a keyframe holds the texts that changed since the one before, and of those that did not nothing",
  { timeout: 30_000 },
  () =>
    inStorage("history-keyframes", (storage) => {
      const store = new RoomStore(storage);
      const state = newState();
      store.create(state, nothing);
      const large = { file: 1, path: "large.txt", kind: "text", text: Text.of(["y".repeat(400_000)]) } as const;
      const type = (edit: LoggedEdit) => {
        const commit = new Commit();
        accept(store, state, commit, edit);
        store.write(commit);
      };
      type({ version: 1, user: 1, sequence: 0, time: 1, tree: [large] });
      for (let version = 2; version <= 20_000; version++) {
        const { length } = state.project.main;
        const insert = Text.of(["abc"[version % 3]!]);
        type({
          version,
          user: 1,
          sequence: version,
          time: version,
          file: 0,
          changes: ChangeSet.of({ from: length, insert }, length),
        });
        if (version % 500 === 0) store.tidy(state);
        if (version % 3_000 === 0) store.snapshot(state); // as a checkpoint does
      }
      const kept = storage.sql
        .exec<{ file: number; n: number }>("SELECT file, count(*) AS n FROM keyframe_text GROUP BY file")
        .toArray();
      expect(kept).toEqual([
        { file: 0, n: 2 },
        { file: 1, n: 1 },
      ]);
      const [, last] = keyframes(storage);
      expect(store.projectAt(last!.version)?.stored()[1]?.text?.length).toBe(400_000);
    }),
);

test("a state comes back as it was, and what is packed into little is not unpacked without an end", () => {
  const state = newState();
  const edits = [
    ...(function* () {
      for (const edit of session(state.project, 500)) {
        applyEdit(state.project, edit);
        yield edit;
      }
    })(),
  ];
  const { project, ...rest } = decodeState(encodeState(state));
  expect(rest).toEqual({ ...state, project: undefined });
  expect(project.stored()).toEqual(state.project.stored());
  state.project.put({ file: 0, path: "main.py", kind: "text", text: Text.of(["z".repeat(1_000_000)]) });
  expect(() => decodeState(encodeState(state), 500_000)).toThrow("Memory limit exceeded");
  const decoded = decodeChunk(encodeChunk(edits));
  const again = newState();
  for (const edit of decoded) applyEdit(again.project, edit);
  expect(again.project.stored()).toEqual(project.stored());
  expect(decoded.map(({ version, user, sequence, time }) => [version, user, sequence, time])).toEqual(
    edits.map(({ version, user, sequence, time }) => [version, user, sequence, time]),
  );
});

/** What was written down, as somebody with the disk in hand would change it. */
const tamperings: [what: string, fault: string, change: (storage: DurableObjectStorage) => void][] = [
  ["a letter", "not those that the stored hash is of", rewritten((edit) => ({ ...edit, user: edit.user }), "letter")],
  ["a time", "not those that the stored hash is of", rewritten((edit) => ({ ...edit, time: edit.time + 1 }))],
  ["an author", "not those that the stored hash is of", rewritten((edit) => ({ ...edit, user: 3 - edit.user }))],
];

function rewritten(change: (edit: LoggedEdit) => LoggedEdit, letter?: "letter") {
  return ({ sql }: DurableObjectStorage) => {
    const [{ body, start } = { body: new ArrayBuffer(), start: 0 }] = sql
      .exec<{ body: ArrayBuffer; start: number }>("SELECT start, body FROM chunk ORDER BY start LIMIT 1")
      .toArray();
    const edits = decodeChunk(new Uint8Array(body));
    const i = edits.findIndex((edit, at) => at > 100 && edit.changes);
    const found = edits[i]!;
    const other =
      letter && found.changes
        ? { ...found, changes: ChangeSet.of({ from: found.changes.length, insert: "Z" }, found.changes.length) }
        : change(found);
    const changed = edits.map((edit, at) => (at === i ? other : edit));
    sql.exec("UPDATE chunk SET body = ? WHERE start = ?", encodeChunk(changed), start);
  };
}

test("verify finds what was changed in the log, whichever way, and nothing where nothing was", () =>
  inStorage("history-verify", async (storage) => {
    const { sql } = storage;
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 700, [], 500);
    const good = await verify(store, state);
    expect(good).toMatchObject({ ok: true, version: 700, checked: 700, faults: [] });
    expect(
      sql
        .exec("SELECT head FROM chunk WHERE part = 0")
        .toArray()
        .every(({ head }) => head),
    ).toBe(true);
    expect(new Chain({ version: 640, head: store.log.headIn(1, 700)! }).add(store.since(640)!).head).toBe(good.head);
    const faultsAfter = async (change: () => void) => {
      const before = ["chunk", "tail", "snapshot"].map(
        (table) => [table, sql.exec(`SELECT * FROM ${table}`).toArray()] as const,
      );
      change();
      const { ok, faults } = await verify(store, state);
      expect(ok).toBe(false);
      for (const [table, rows] of before) {
        sql.exec(`DELETE FROM ${table}`);
        for (const row of rows)
          sql.exec(`INSERT INTO ${table} VALUES (${Object.keys(row).map(() => "?")})`, ...Object.values(row));
      }
      return faults.map(({ what }) => what).join("; ");
    };
    for (const [what, fault, change] of tamperings)
      expect(await faultsAfter(() => change(storage)), what).toContain(fault);
    expect(await faultsAfter(() => sql.exec("DELETE FROM tail WHERE start = (SELECT max(start) FROM tail)"))).toContain(
      "missing",
    );
    const swapped = () => {
      const [{ start, body } = { start: 0, body: "" }] = sql.exec<{ start: number; body: string }>(
        "SELECT * FROM tail",
      );
      const [a, b, ...rest] = body.split("\n");
      sql.exec("UPDATE tail SET body = ? WHERE start = ?", [b, a, ...rest].join("\n"), start);
    };
    expect(await faultsAfter(swapped)).toContain("missing");
    expect(await faultsAfter(() => sql.exec("UPDATE chunk SET head = ?", "0".repeat(64)))).toContain("stored hash");
    expect(await faultsAfter(() => sql.exec("DELETE FROM chunk"))).toContain("missing");
    state.project.edit(0, ChangeSet.of({ from: 0, insert: "?" }, state.project.main.length));
    expect((await verify(store, state)).faults).toMatchObject([
      { what: "the log does not lead to file 0 as it is now" },
    ]);
  }));

test("what is sealed while the history is verified is no fault of it", () =>
  inStorage("history-sealed", async (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 1_100, [], 500);
    const verification = verify(store, state);
    const commit = new Commit();
    for (let version = 1_101; version <= 1_200; version++) {
      const changes = ChangeSet.of({ from: 0, insert: "+" }, state.project.main.length);
      accept(store, state, commit, { version, user: 9, sequence: version, time: 9_000 + version, file: 0, changes });
    }
    store.write(commit);
    store.sealAll(state);
    expect(await verification).toMatchObject({ ok: true, version: 1_100, faults: [] });
    expect(await verify(store, state)).toMatchObject({ ok: true, version: 1_200 });
  }));

test("the whole log is told as lines that somebody else can check", () =>
  inStorage("history-export", async (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 120, []);
    let text = "";
    for await (const piece of exportLog(store, state)) text += piece;
    expect(text).toBe(exported); // which test/verify-log.test.ts checks without any of our code
    expect(JSON.parse(text.trimEnd().split("\n").at(-1)!)).toMatchObject({ head: (await verify(store, state)).head });
  }));

test("the chain's head is the hash that its definition says, of many edits and of large ones", () => {
  const edits = Array.from({ length: 150 }, (_, i): LoggedEdit => {
    const changes = ChangeSet.of({ from: 0, insert: i % 40 === 7 ? "é".repeat(70_000) : "é" }, 0);
    return { version: i + 1, user: 1, sequence: i + 1, time: i, file: 0, changes };
  });
  const defined = (from: string, some: readonly LoggedEdit[]) => sha256([from, ...some.map(canonicalLine)].join("\n"));
  const at128 = defined(defined("begun", edits.slice(0, 64)), edits.slice(64, 128));
  const chain = new Chain({ version: 0, head: "begun" }).add(edits.slice(0, 100)).add(edits.slice(100));
  expect(chain.link).toEqual({ version: 128, head: at128 });
  expect(chain.head).toBe(defined(at128, edits.slice(128)));
  expect(new Chain(chain.link).head).toBe(at128);
});

test("who wrote what is asked again at the price of what came since, and is what it would be anew", () =>
  inStorage("history-blame", async (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 700, []);
    const engine = new RoomEngine(state, store);
    const { path } = state.project.get(0)!.entry;
    const reads = vi.spyOn(store, "since");
    const read = () => reads.mock.results.reduce((sum, { value }) => sum + (value as LoggedEdit[]).length, 0);
    const asked = async (version: number) => {
      reads.mockClear();
      const answer = await blameOf({ engine, store }, path, { version });
      return [answer, read()] as const;
    };
    const anew = async (version: number) => blameOf({ engine, store: reopened(storage) }, path, { version });
    for (const [version, cost] of [
      [600, 600],
      [600, 0],
      [700, 100],
      [650, 650],
    ] as const)
      expect(await asked(version), String(version)).toEqual([await anew(version), cost]);
    // Two who ask at once each get their own.
    expect(await Promise.all([asked(690), asked(700)]).then((both) => both.map(([answer]) => answer))).toEqual([
      await anew(690),
      await anew(700),
    ]);
  }));

function reopened(storage: DurableObjectStorage): RoomStore {
  const store = new RoomStore(storage);
  store.load();
  return store;
}
