import { describe, expect, test } from "vitest";
import { changesOf, textOf } from "#collab/changes";
import { Project } from "#collab/project";
import { RoomEngine } from "#collab/room-engine";
import { edit, SeatedRoom } from "#collab/simulation/seats";
import { CONNECTIONS_MAX, MEMBERS_MAX, VIEWERS_MAX } from "#protocol/limits";
import type { Role } from "#protocol/role";

const error = (code: string, more: object = {}) => ({ type: "error", code, message: expect.any(String), ...more });

describe("joining", () => {
  test("[J1] init comes first and tells who one is; a client keeps its number and name, a guest is new each time", () => {
    const room = new SeatedRoom("x");
    const ann = room.join({ client: "a", name: "Ann" });
    expect(ann.init).toMatchObject({
      protocol: 1,
      code: "x",
      version: 0,
      user: { user: 1, name: "Ann", role: "editor", sequence: 0 },
    });
    expect(room.join().init.user).toMatchObject({ user: 2, name: "Guest 2" });
    expect(room.join().init.user).toMatchObject({ user: 3 });
    ann.says(edit(0, 0, 0, "y", { sequence: 1 }));
    expect(room.join({ client: "a" }).init.user).toMatchObject({ user: 1, name: "Ann", sequence: 1 });
  });

  test("[J2] with `since` the missing edits come, with `text` the text too; what cannot be served brings the text", () => {
    const room = new SeatedRoom("x");
    const ann = room.join({ client: "a" });
    ann.says(edit(0, 1, 1, "y"), edit(1, 0, 1, ""));
    expect(room.join({ since: "1" }).init).toMatchObject({
      version: 2,
      edits: [{ from: 1, version: 2, user: 1, diff: [{ start: 0, end: 1, text: "" }] }],
    });
    expect(room.join({ since: "1" }).init.code).toBeUndefined();
    expect(room.join({ since: "1", text: "1" }).init).toMatchObject({ code: "y", edits: [expect.anything()] });
    expect(room.join({ since: "2" }).init).toMatchObject({ edits: [] });
    for (const query of [{}, { since: "3" }, { since: "1", sync: "full" }] as Record<string, string>[]) {
      expect(room.join(query).init).toMatchObject({ code: "y" });
      expect(room.join(query).init.edits).toBeUndefined();
    }
  });

  test("[J4] others' typing in one go comes as one, one's own each with its number", () => {
    const room = new SeatedRoom();
    const ann = room.join({ client: "a" });
    const bob = room.join({ client: "b" });
    ann.says(edit(0, 0, 0, "a"), edit(1, 1, 1, "b"), edit(2, 2, 2, "c"));
    bob.says(edit(3, 3, 3, "d", { sequence: 1 }), edit(4, 4, 4, "e", { sequence: 2 }));
    expect(room.join({ client: "b", since: "0" }).init.edits).toEqual([
      { from: 0, version: 3, user: 1, diff: [{ start: 0, end: 0, text: "abc" }] },
      { from: 3, version: 4, user: 2, diff: [{ start: 3, end: 3, text: "d" }], sequence: 1 },
      { from: 4, version: 5, user: 2, diff: [{ start: 4, end: 4, text: "e" }], sequence: 2 },
    ]);
  });

  test("[J4] who has nothing in flight is told all it missed at once, its own too, signed by nobody", () => {
    const room = new SeatedRoom("x");
    const [ann, bob] = [room.join({ client: "a" }), room.join({ client: "b" })];
    ann.says(edit(0, 0, 0, "a"), edit(1, 2, 2, "b"));
    bob.says(edit(2, 1, 2, "c"), edit(3, 0, 1, ""));
    const { edits } = room.join({ client: "b", since: "0", settled: "1" }).init;
    expect(edits).toMatchObject([{ from: 0, version: 4, user: 0 }]);
    expect(
      changesOf(edits?.[0]?.diff ?? [], 1)
        ?.apply(textOf("x"))
        .toString(),
    ).toBe(room.text);
    expect(room.join({ client: "b", since: "4", settled: "1" }).init.edits).toEqual([]);
  });

  test("[J5] a client that joins again closes its older connection, and what that one says then is nobody's", () => {
    const room = new SeatedRoom();
    const old = room.join({ client: "a" });
    const other = room.join();
    const young = room.join({ client: "a" });
    expect(old.hears()).toContainEqual(error("superseded"));
    expect(old.closed).toBe(true);
    expect(old.says(edit(0, 0, 0, "x"))).toEqual([]);
    expect(room.text).toBe("");
    expect(other.hears()).toMatchObject([{ type: "user_left", user: 1 }, {}, { type: "user_joined", count: 2 }, {}]);
    expect(young.says(edit(0, 0, 0, "y"))).toMatchObject([{ type: "ack", version: 1 }]);
  });

  test("[J6] a viewer sees and points, changes nothing, and is not told the way to edit", () => {
    const room = new SeatedRoom("x");
    const ann = room.join();
    const viewer = room.join({}, "viewer");
    expect(ann.init).toMatchObject({ roomId: "room", viewId: "view" });
    expect(viewer.init).toMatchObject({ roomId: "view", role: "viewer", code: "x" });
    expect(JSON.stringify(viewer.init)).not.toContain('room"');
    expect(viewer.init.viewId).toBeUndefined();
    expect(viewer.says(edit(0, 0, 0, "y", { sequence: 1 }))).toEqual([error("read_only", { sequence: 1 })]);
    expect(viewer.says({ type: "code_update", code: "y" })).toEqual([error("read_only")]);
    expect(viewer.says({ type: "room_update", title: "y" })).toEqual([error("read_only")]);
    expect([room.text, room.host.state.title]).toEqual(["x", ""]);
    ann.hears();
    viewer.says({ type: "cursor_update", position: 1 });
    expect(ann.hears()).toMatchObject([{ type: "cursor_update", position: 1 }]);
  });

  test("[J7] a full room says so and closes; a place that becomes free is taken", () => {
    const room = new SeatedRoom();
    const seats = Array.from({ length: CONNECTIONS_MAX }, () => room.join());
    expect(() => room.join()).toThrow("room_full");
    seats[7]?.leaves();
    expect(room.join({ client: "x" }).init.count).toBe(CONNECTIONS_MAX);
    expect(room.join({ client: "x" }).init.count).toBe(CONNECTIONS_MAX); // in the place of the line that was lost
  }, 60_000);

  test("[J7] viewers leave places for those who edit", () => {
    const room = new SeatedRoom();
    for (let i = 0; i < VIEWERS_MAX; i++) room.join({}, "viewer");
    expect(() => room.join({}, "viewer")).toThrow("room_full");
    expect(room.join().init.count).toBe(VIEWERS_MAX + 1);
  }, 60_000);

  test("[J7] who came to look is known again and stored nowhere, and takes no member's place", () => {
    const room = new SeatedRoom("x");
    const stored = () => room.host.state.members.map(({ user }) => user);
    const vera = room.join({ client: "v", name: "Vera" }, "viewer");
    room.join({ client: "a" });
    expect(stored()).toEqual([2]);
    room.host.hibernate();
    expect(room.join({ client: "v" }, "viewer").init.user).toMatchObject({ user: 1, name: "Vera" });
    expect(vera.hears()).toContainEqual(error("superseded"));
    expect(room.join({ client: "v" }).init.user).toMatchObject({ user: 1, name: "Vera", role: "editor" });
    expect(stored()).toEqual([2, 1]); // now she may edit
  });

  test("[J7] with as many members as it can hold a room takes those it knows, and viewers", () => {
    const member = (user: number) => ({ user, key: `k${user}`, name: "N", sequence: 0, sequenceVersion: 0 });
    const members = Array.from({ length: MEMBERS_MAX }, (_, i) => member(i + 1));
    const names = { roomId: "room", viewId: "view", epoch: "life", title: "", language: "python" } as const;
    const state = {
      ...names,
      version: 0,
      project: Project.of(textOf("x"), "main.py"),
      nextUser: MEMBERS_MAX + 1,
      members,
    };
    const engine = new RoomEngine(state, { since: () => [], projectAt: () => undefined });
    const said = (key: string, role: Role) => {
      const join = { role, key, wholeTexts: false, withText: false, settled: false, project: false };
      const from = `${key} ${role}`;
      for (const effect of engine.receive({ type: "joined", from, join })) {
        if (effect.type !== "send" || effect.to !== from) continue;
        return effect.message.type === "error" ? effect.message.code : "in";
      }
      return undefined;
    };
    expect(said("k7", "editor")).toBe("in");
    expect(said("new", "editor")).toBe("room_full");
    expect(said("new", "viewer")).toBe("in");
    expect(said("new", "editor")).toBe("room_full");
    members.pop();
    expect(said("new", "editor")).toBe("in");
  });

  test("[J8] the others hear who comes and goes, and how many are here", () => {
    const room = new SeatedRoom();
    const ann = room.join({ client: "a" });
    expect(ann.hears()).toEqual([]);
    const bob = room.join({ client: "b", name: "Bob" });
    expect(bob.init.users.map(({ user }) => user)).toEqual([1, 2]);
    expect(bob.hears()).toEqual([]);
    expect(ann.hears()).toEqual([
      { type: "user_joined", count: 2, user: { user: 2, name: "Bob", color: 1, role: "editor" } },
      { type: "user_count_update", count: 2 },
    ]);
    bob.leaves();
    expect(ann.hears()).toEqual([
      { type: "user_left", count: 1, user: 2 },
      { type: "user_count_update", count: 1 },
    ]);
  });

  test("[J9] `since` of another epoch means nothing here", () => {
    const room = new SeatedRoom("x");
    expect(room.join({ since: "0", epoch: "life" }).init.edits).toEqual([]);
    expect(room.join({ since: "0", epoch: "another" }).init).toMatchObject({ code: "x", epoch: "life" });
  });
});

describe("carets and the room", () => {
  test("[C1] a caret lies in the text its sender sees, own edits in flight included; outside of it is refused", () => {
    const room = new SeatedRoom("ab");
    const [ann, bob] = [room.join(), room.join()];
    ann.mutters(edit(0, 0, 0, "x"));
    bob.mutters(edit(0, 2, 2, "yy"));
    bob.says({ type: "cursor_update", version: 0, position: 4, selection: { anchor: 2, head: 4 } });
    expect(ann.hears().at(-1)).toEqual({
      type: "cursor_update",
      user: 2,
      version: 2,
      position: 5,
      selection: [{ anchor: 3, head: 5 }],
    });
    expect(bob.says({ type: "cursor_update", version: 2, position: 6 })).toEqual([error("bad_position")]);
  });

  test("[C3] who comes later finds carets where edits have moved them, after hibernation too", () => {
    const room = new SeatedRoom("abcd");
    const [ann, bob] = [room.join({ client: "a" }), room.join({ client: "b" })];
    ann.says({ type: "cursor_update", version: 0, position: 3 });
    bob.says(edit(0, 0, 0, "xx"));
    expect(room.join().init.users[0]).toMatchObject({ user: 1, position: 5 });
    room.host.hibernate();
    bob.says(edit(1, 0, 1, ""));
    expect(room.join().init.users[0]).toMatchObject({ user: 1, position: 4 });
  });

  test("[R1] language and title are seen by all, and only changes are told", () => {
    const room = new SeatedRoom();
    const [ann, bob] = [room.join(), room.join()];
    ann.hears();
    bob.hears();
    const told = { type: "room_update", user: 1, language: "go", title: "T" };
    expect(ann.says({ type: "room_update", language: "golang", title: " T " })).toEqual([told]);
    expect(bob.hears()).toEqual([told]);
    expect(ann.says({ type: "room_update", language: "go" })).toEqual([]);
    expect(room.join().init).toMatchObject({ language: "go", title: "T" });
  });

  test("[R2] a name is seen by all, kept for the client, and never empty", () => {
    const room = new SeatedRoom();
    const ann = room.join({ client: "a" });
    expect(ann.says({ type: "profile_update", name: "Ann" })).toMatchObject([
      { type: "profile_update", user: { user: 1, name: "Ann" } },
    ]);
    expect(room.join({ client: "a" }).init.user.name).toBe("Ann");
    expect(room.join({ client: "b" }).says({ type: "profile_update", name: "" })).toMatchObject([
      { user: { name: "Guest 2" } },
    ]);
  });

  test("[R3] a ping is answered", () => {
    expect(new SeatedRoom().join().says({ type: "ping" })).toEqual([{ type: "pong" }]);
  });
});
