import { ChangeSet, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { canonicalLine } from "#collab/canonical";
import { Commit } from "#collab/commit";
import type { LoggedEdit } from "#collab/edit-log";
import { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import { decodeChunk, encodeChunk } from "#party/log-chunk";
import { editOf, lineOf } from "#party/log-line";
import { encodeState } from "#party/room-state";
import { RoomStore } from "#party/room-store";
import { accept, inStorage, stateOf } from "#party/test-store";

const newState = () =>
  stateOf(Project.of(Text.empty, "main.py"), {
    nextUser: 2,
    members: [{ user: 1, key: "k", name: "Ann", sequence: 0, sequenceVersion: 0 }],
  });

const nothing = { snapshots: [], chunks: [] };

// A typist who now and then jumps, deletes, and writes two places at once; seeded.
function* session(count: number, seed = 1): Generator<{ edit: LoggedEdit; text: Text }> {
  let random = seed;
  const below = (n: number) => (random = (random * 48_271) % 2_147_483_647) % Math.max(1, n);
  let text = Text.empty;
  for (let version = 1; version <= count; version++) {
    const from = below(text.length + 1);
    const to = Math.min(text.length, from + (below(5) === 0 ? below(4) : 0));
    const insert = Text.of(below(20) === 0 ? ["", "  é😀"] : [String.fromCharCode(97 + below(26))]);
    const changes = ChangeSet.of(
      [
        { from, to, insert },
        ...(below(50) === 0 && to < text.length ? [{ from: text.length, insert: Text.of(["!"]) }] : []),
      ],
      text.length,
    );
    text = changes.apply(text);
    yield { edit: { version, user: 1, sequence: version, time: 1_000 + version * 3, file: 0, changes }, text };
  }
}

// Writes a session in commits of `size` edits, as a room does. `rest`: of a room that is left at these versions.
function write(store: RoomStore, state: RoomState, count: number, size: number, rest: readonly number[] = []): Text[] {
  const texts = [state.project.main];
  let commit = new Commit();
  for (const { edit, text } of session(count)) {
    accept(store, state, commit, edit);
    texts.push(text);
    if (commit.edits.length === size || edit.version === count) {
      store.write(commit);
      store.tidy(state);
      commit = new Commit();
    }
    if (rest.includes(edit.version)) store.sealAll(state);
  }
  return texts;
}

test("the log answers every version, from memory and from the disk, and the disk alone rebuilds the room", () =>
  inStorage("store-versions", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    const texts = write(store, state, 9_000, 3);
    const reopened = new RoomStore(storage);
    const loaded = reopened.load()!;
    expect(loaded.state.project.main.eq(texts[9_000]!)).toBe(true);
    expect(loaded.state).toMatchObject({
      version: 9_000,
      members: [{ user: 1, sequence: 9_000, sequenceVersion: 9_000 }],
    });
    for (const log of [store, reopened]) {
      for (const version of [0, 1, 2, 100, 4_095, 4_096, 4_097, 4_098, 8_193, 8_999, 9_000]) {
        expect(log.projectAt(version)?.main.eq(texts[version]!), `text at ${version}`).toBe(true);
        const edits = log.since(version)!;
        expect(edits.length).toBe(9_000 - version);
        expect(edits.every((edit, i) => edit.version === version + 1 + i)).toBe(true);
      }
    }
  }));

test("a room that is left has its whole log in its lasting form, in few chunks however often it is left", () =>
  inStorage("store-settled", (storage) => {
    const rows = (table: string) =>
      storage.sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows;
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    const rest = Array.from({ length: 90 }, (_, i) => (i + 1) * 100);
    const texts = write(store, state, 9_000, 1, rest);
    expect([rows("tail"), rows("chunk")]).toEqual([0, 3]);
    expect(store.chunksSince(8_900)).toMatchObject([{ start: 8_001, through: 9_000 }]);
    const reopened = new RoomStore(storage);
    expect(reopened.load()!.state).toMatchObject({ version: 9_000, members: [{ user: 1, sequence: 9_000 }] });
    for (const log of [store, reopened]) {
      for (const version of [0, 1, 99, 100, 101, 4_096, 4_097, 8_900, 8_999, 9_000]) {
        expect(log.projectAt(version)?.main.eq(texts[version]!), `text at ${version}`).toBe(true);
        expect(log.since(version)!.map((edit) => edit.version - version)).toEqual(
          Array.from({ length: 9_000 - version }, (_, i) => i + 1),
        );
      }
    }
  }));

test("what somebody saw at a version is told, unless that version was counted anew since", () =>
  inStorage("store-then", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    const texts = write(store, state, 9_000, 30);
    const timeOf = (version: number) => 1_000 + version * 3;
    const reopened = new RoomStore(storage);
    reopened.load();
    for (const log of [store, reopened]) {
      for (const version of [0, 1, 4_096, 4_097, 8_999, 9_000]) {
        expect(log.projectThen(version, timeOf(version))?.main.eq(texts[version]!), `text at ${version}`).toBe(true);
        expect(log.projectThen(version, timeOf(version) - 1) === undefined, `time of ${version}`).toBe(version > 0);
      }
      expect(log.projectThen(9_001, Number.MAX_SAFE_INTEGER)).toBeUndefined();
    }
  }));

test("an early text of a long log is told without reading the rest of it", () =>
  inStorage("store-early", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    const texts = write(store, state, 9_000, 30);
    storage.sql.exec("UPDATE chunk SET body = x'00' WHERE start > 4096");
    expect(store.projectThen(100, Number.MAX_SAFE_INTEGER)?.main.eq(texts[100]!)).toBe(true);
  }));

test("a keystroke costs one row where each is a commit, and a fraction where they are grouped", () =>
  inStorage("store-rows", (storage) => {
    for (const [size, most] of [
      [1, 1_100],
      [20, 70],
    ] as const) {
      const store = new RoomStore(storage);
      const state = newState();
      store.create(state, nothing);
      const before = store.rowsWritten;
      write(store, state, 5_000, size);
      expect((store.rowsWritten - before) / 5).toBeLessThan(most);
    }
  }));

test("a snapshot lets the room wake without replaying its whole log, and forgets no member", () =>
  inStorage("store-snapshot", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 500, 10);
    const bob = { user: 2, key: undefined, name: "Bob", sequence: 0, sequenceVersion: 0 };
    const commit = new Commit();
    commit.add([
      { type: "save_member", member: bob },
      { type: "save_room", language: "go", title: "T" },
    ]);
    store.write(commit);
    expect(new RoomStore(storage).load()!.state).toMatchObject({
      language: "go",
      title: "T",
      nextUser: 3,
      members: [{ user: 1 }, { user: 2, name: "Bob" }],
    });
    state.members.push(bob);
    state.nextUser = 3;
    store.snapshot(state);
    expect(storage.sql.exec("SELECT count(*) AS n FROM member").one()["n"]).toBe(0);
    expect(new RoomStore(storage).load()!.state).toMatchObject({ version: 500, members: [{ user: 1 }, { user: 2 }] });
  }));

test("who asked for an edit from outside is kept in either form of the log, of edits of texts and of the tree alike", () => {
  const authorship = (version: number, user: number, author?: number) => ({
    version,
    user,
    sequence: user > 0 ? version : 0,
    time: version,
    ...(author !== undefined && { author }),
  });
  const typed = (file: number, length: number) => ({ file, changes: ChangeSet.of({ from: 0, insert: "x" }, length) });
  const tree = [{ file: 1, path: "a.py", kind: "text", text: Text.of(["a"]) } as const];
  const edits: LoggedEdit[] = [
    { ...authorship(1, 1), ...typed(0, 0) },
    { ...authorship(2, 0, 300), tree },
    { ...authorship(3, 0, 300), ...typed(0, 1) },
    { ...authorship(4, 0), ...typed(0, 2) },
    { ...authorship(5, 0, 2), ...typed(1, 1) },
    { ...authorship(6, 0), tree },
  ];
  const told = edits.map(canonicalLine);
  expect(told[2]).toBe('[3,0,0,3,0,[[0,0,"x"]],300]');
  expect(edits.map((edit) => canonicalLine(editOf(lineOf(edit))))).toEqual(told);
  expect(decodeChunk(encodeChunk(edits)).map(canonicalLine)).toEqual(told);
});

test("large edits fit the rows of the platform and do not gather in memory", () =>
  inStorage("store-large", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    const signs = ["漢", "a", "\u0001", "é"];
    for (let version = 1; version <= 12; version++) {
      const commit = new Commit();
      const insert = signs[version % signs.length]!.repeat(version % 3 === 0 ? 10 : 400_000);
      const { length } = state.project;
      const changes = ChangeSet.of({ from: 0, to: length, insert }, length);
      accept(store, state, commit, { version, user: 1, sequence: version, time: version, file: 0, changes });
      store.write(commit);
      store.tidy(state);
    }
    const rows = [
      ...storage.sql.exec(
        "SELECT length(CAST(body AS BLOB)) AS bytes FROM tail UNION ALL SELECT length(body) FROM chunk",
      ),
    ];
    for (const { bytes } of rows) expect(bytes).toBeLessThan(1_900_000);
    const tail = storage.sql
      .exec<{ length: number }>("SELECT coalesce(sum(length(body)), 0) AS length FROM tail")
      .one();
    expect(tail.length).toBeLessThanOrEqual(2_000_000);
    const reopened = new RoomStore(storage);
    expect(reopened.load()!.state.project.main.eq(state.project.main)).toBe(true);
    for (const log of [store, reopened])
      expect(log.since(0)!.map(({ version }) => version)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const chunks = store.chunksSince(5).flatMap(({ body }) => decodeChunk(body));
    expect(chunks.at(-1)?.version).toBe(12);
  }));

test("the chunks for D1 join on to those it has", () =>
  inStorage("store-chunks", (storage) => {
    const store = new RoomStore(storage);
    const state = newState();
    store.create(state, nothing);
    write(store, state, 4_000, 7);
    const first = store.chunksSince(0);
    expect(first).toMatchObject([{ start: 1, through: 4_000 }]);
    expect(store.chunksSince(4_000)).toMatchObject([{ start: 1, through: 4_000 }]);
    const again = newState();
    new RoomStore(storage).create(again, nothing);
    const other = new RoomStore(storage);
    other.load();
    const texts = write(other, again, 10_000, 100);
    const chunks = other.chunksSince(0);
    expect(chunks.map(({ start }) => start)).toEqual([1, ...chunks.slice(0, -1).map(({ through }) => through + 1)]);
    const reborn = new RoomStore(storage);
    reborn.create(again, { snapshots: [{ version: 0, body: encodeState(newState()) }], chunks });
    expect(reborn.since(0)?.length).toBe(10_000);
    for (const version of [0, 1, 5_000, 10_000]) expect(reborn.projectAt(version)?.main.eq(texts[version]!)).toBe(true);
  }));
