// A large project's checkpoint while people type: of one version, and a little work in each turn.
import { ChangeSet } from "@codemirror/state";
import { expect, test, vi } from "vitest";
import { textOf } from "#collab/changes";
import { Commit } from "#collab/commit";
import { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import { TURN_LENGTH } from "#party/packing";
import { decodeState } from "#party/room-state";
import { RoomStore } from "#party/room-store";
import { accept, inStorage, stateOf } from "#party/test-store";
import { Turns } from "#party/turns";

const FILES = 60;
const LENGTH = 20_000;

function newState(): RoomState {
  const project = Project.of(textOf("x".repeat(5 * TURN_LENGTH)), "main.py");
  for (let file = 1; file <= FILES; file++)
    project.put({ file, path: `${file}.txt`, kind: "text", text: textOf(`${file} `.repeat(LENGTH / 3)) });
  return stateOf(project);
}

/** The state is one of its own, of which nothing has been packed yet. */
function begun(store: RoomStore): RoomState {
  store.create(newState(), { snapshots: [], chunks: [] });
  return newState();
}

/** Does something in each turn that it gives away. */
class Watched extends Turns {
  count = 0;
  readonly #meanwhile: () => void;
  constructor(meanwhile: () => void) {
    super();
    this.#meanwhile = meanwhile;
  }
  override next(): Promise<void> {
    this.count++;
    this.#meanwhile();
    return super.next();
  }
}

function typed(store: RoomStore, state: RoomState, more?: (commit: Commit) => void): void {
  const version = state.version + 1;
  const file = version % FILES;
  const changes = ChangeSet.of({ from: 0, insert: "!" }, state.project.text(file)!.length);
  const commit = new Commit();
  accept(store, state, commit, { version, user: 0, sequence: 0, time: version, file, changes });
  more?.(commit);
  store.write(commit);
}

test("it has the version that it was begun at, whatever is typed meanwhile, and the room wakes with all of it", () =>
  inStorage("turns-version", async (storage) => {
    const store = new RoomStore(storage);
    const state = begun(store);
    for (let i = 0; i < 10; i++) typed(store, state);
    const then = { ...state, project: state.project.copy() };
    const body = await store.snapshotInTurns(state, new Watched(() => typed(store, state)));
    expect(state.version).toBeGreaterThan(20);
    const saved = decodeState(body);
    expect([saved.version, saved.project.stored()]).toEqual([10, then.project.stored()]);
    const woken = new RoomStore(storage).load()!.state;
    expect([woken.version, woken.project.stored()]).toEqual([state.version, state.project.stored()]);
  }));

test("who comes while it is packed is remembered", () =>
  inStorage("turns-members", async (storage) => {
    const store = new RoomStore(storage);
    const state = begun(store);
    typed(store, state);
    const member = { user: 1, key: "k", name: "Ann", sequence: 7, sequenceVersion: 2 };
    const turns = new Watched(() => {
      if (turns.count === 1) typed(store, state, (commit) => commit.add([{ type: "save_member", member }]));
    });
    await store.snapshotInTurns(state, turns);
    expect(new RoomStore(storage).load()!.state.members).toEqual([member]);
  }));

test("no turn has much to pack, and the next checkpoint only what was typed since", () =>
  inStorage("turns-work", async (storage) => {
    const store = new RoomStore(storage);
    const state = begun(store);
    let now = 0;
    let most = 0;
    const spies = [...state.project.files()].slice(1).map(({ text }) =>
      vi.spyOn(text, "toString").mockImplementation(function (this: typeof text) {
        now += this.length;
        most = Math.max(most, now);
        return this.sliceString(0);
      }),
    );
    const turns = new Watched(() => (now = 0));
    await store.snapshotInTurns(state, turns);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(TURN_LENGTH + LENGTH);
    expect(turns.count).toBeGreaterThan(5 + (FILES * LENGTH) / TURN_LENGTH - 2);
    for (const spy of spies) spy.mockClear();
    typed(store, state);
    const again = new Watched(() => {});
    await store.snapshotInTurns(state, again);
    expect(spies.filter((spy) => spy.mock.calls.length > 0)).toEqual([]);
    expect(again.count).toBe(0);
  }));
