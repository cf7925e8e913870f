import { describe, expect, test } from "vitest";
import { changesOf, textOf } from "#collab/changes";
import { Host } from "#collab/simulation/host";
import { Line } from "#collab/simulation/line";
import { AHEAD_MAX, CONNECTIONS_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import { type Role, roomFrame, type RoomMessage } from "#protocol/socket";

/** A room with its disk, and whoever joins it. What they say is written and told at once. */
class Room {
  readonly host: Host;
  constructor(text = "") {
    const names = { roomId: "room", viewId: "view", epoch: "life", title: "", language: "python" } as const;
    this.host = new Host({ ...names, version: 0, text: textOf(text), nextUser: 1, members: [] });
  }
  get text(): string {
    return this.host.state.text.toString();
  }
  #lines = 0;
  join(query: Record<string, string> = {}, role: Role = "editor"): Seat {
    const line = new Line(String(++this.#lines), 0);
    line.up.push({ type: "join", query });
    return new Seat(this, line, role);
  }
}

class Seat {
  readonly #room: Room;
  readonly #line: Line;
  readonly #role: Role;
  readonly init: Extract<RoomMessage, { type: "init" }>;
  closed = false;

  constructor(room: Room, line: Line, role: Role) {
    this.#room = room;
    this.#line = line;
    this.#role = role;
    const [init] = this.says();
    if (init?.type !== "init") throw new Error(`No init: ${JSON.stringify(init)}`);
    this.init = init;
  }
  /** Says something, without the room writing yet. */
  mutters(...messages: object[]): void {
    for (const message of messages) this.#line.send(message);
    while (this.#room.host.receive(this.#line, this.#role));
  }
  /** Says something; answers everything that this one is told then. */
  says(...messages: object[]): RoomMessage[] {
    this.mutters(...messages);
    this.#room.host.flush();
    return this.hears();
  }
  hears(): RoomMessage[] {
    const heard = this.#line.down.splice(0);
    this.closed ||= heard.some(({ type }) => type === "closed");
    return heard.flatMap((item) => (item.type === "frame" ? roomFrame.parse(JSON.parse(item.frame)) : []));
  }
  leaves(): void {
    this.#line.drop(1);
    this.says();
  }
}

const edit = (version: number, start: number, end: number, text: string, more: object = {}) => ({
  type: "code_update",
  version,
  diff: { start, end, text },
  ...more,
});
const error = (code: string, more: object = {}) => ({ type: "error", code, message: expect.any(String), ...more });

describe("joining", () => {
  test("[J1] init comes first and tells who one is; a client keeps its number and name, a guest is new each time", () => {
    const room = new Room("x");
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
    const room = new Room("x");
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
    const room = new Room();
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
    const room = new Room("x");
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
    const room = new Room();
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
    const room = new Room("x");
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
    const room = new Room();
    const seats = Array.from({ length: CONNECTIONS_MAX }, () => room.join());
    expect(() => room.join()).toThrow("room_full");
    seats[7]?.leaves();
    expect(room.join().init.count).toBe(CONNECTIONS_MAX);
  }, 60_000);

  test("[J8] the others hear who comes and goes, and how many are here", () => {
    const room = new Room();
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
    const room = new Room("x");
    expect(room.join({ since: "0", epoch: "life" }).init.edits).toEqual([]);
    expect(room.join({ since: "0", epoch: "another" }).init).toMatchObject({ code: "x", epoch: "life" });
  });
});

describe("edits", () => {
  test("[E1] count without gaps; their author gets an ack, everybody else the edit", () => {
    const room = new Room("x");
    const [ann, bob] = [room.join(), room.join()];
    ann.hears();
    bob.hears();
    expect(ann.says(edit(0, 1, 1, "a"), edit(1, 2, 2, "b"))).toEqual([
      { type: "ack", version: 1 },
      { type: "ack", version: 2 },
    ]);
    expect(bob.hears()).toEqual([
      { type: "code_update", version: 1, user: 1, diff: [{ start: 1, end: 1, text: "a" }] },
      { type: "code_update", version: 2, user: 1, diff: [{ start: 2, end: 2, text: "b" }] },
    ]);
    expect(room.text).toBe("xab");
  });

  test("[E2] impossible diffs are refused and change nothing", () => {
    const room = new Room("abc");
    const ann = room.join();
    const splices = (...diff: object[]) => ({ type: "code_update", version: 0, diff, sequence: 1 });
    for (const message of [
      edit(0, 2, 1, "x", { sequence: 1 }),
      edit(0, 0, 4, "x", { sequence: 1 }),
      splices({ start: 0, end: 2, text: "" }, { start: 1, end: 3, text: "" }),
    ]) {
      expect(ann.says(message)).toEqual([error("bad_position", { sequence: 1 })]);
    }
    expect(room.host.state).toMatchObject({ version: 0 });
    expect(ann.says(splices({ start: 2, end: 3, text: "C" }, { start: 0, end: 1, text: "A" }))).toMatchObject([
      { type: "ack" },
    ]);
    expect(room.text).toBe("AbC");
  });

  test("[F4] a position inside a surrogate pair is refused, in an edit and for a caret, also behind others' edits", () => {
    const room = new Room("a😀b");
    const ann = room.join();
    room.join().says(edit(0, 0, 0, "zz"));
    ann.hears();
    expect(ann.says(edit(0, 2, 2, "x"))).toEqual([error("bad_position")]);
    expect(ann.says(edit(0, 0, 2, ""))).toEqual([error("bad_position")]);
    expect(ann.says({ type: "cursor_update", position: 2, version: 0 })).toEqual([error("bad_position")]);
    expect(ann.says({ type: "cursor_update", position: 3, version: 0 })).toEqual([]);
    expect(room.text).toBe("zza😀b");
  });

  test("[E3] no more edits are in flight than the maximum; who names a newer version goes on", () => {
    const room = new Room();
    const ann = room.join();
    ann.mutters(...Array.from({ length: AHEAD_MAX }, () => edit(0, 0, 0, "x")));
    expect(ann.says(edit(0, 0, 0, "y", { sequence: 1 })).at(-1)).toEqual(error("rate_limited", { sequence: 1 }));
    expect(ann.says(edit(AHEAD_MAX, 0, 0, "y", { sequence: 1 }))).toMatchObject([
      { type: "ack", version: AHEAD_MAX + 1 },
    ]);
  }, 60_000);

  test("[E4] the ack tells how others' edits moved it, and only then", () => {
    const room = new Room("abc");
    const [ann, bob] = [room.join(), room.join()];
    ann.says(edit(0, 0, 0, "xx"));
    expect(bob.says(edit(0, 3, 3, "y")).at(-1)).toEqual({
      type: "ack",
      version: 2,
      diff: [{ start: 5, end: 5, text: "y" }],
    });
    expect(bob.says(edit(2, 0, 0, "z"))).toEqual([{ type: "ack", version: 3 }]);
  });

  test("[E5] a base that is still to come, or no longer there, is refused", () => {
    const room = new Room("abc");
    const ann = room.join();
    expect(ann.says(edit(1, 0, 0, "x", { sequence: 1 }))).toEqual([error("version_unknown", { sequence: 1 })]);
    ann.says(edit(0, 0, 0, "x"), edit(1, 0, 0, "y"));
    room.host.forget();
    expect(ann.says(edit(1, 0, 0, "z"))).toEqual([error("version_unknown")]);
    expect(ann.says(edit(2, 0, 0, "z"))).toMatchObject([{ type: "ack", version: 3 }]);
  });

  test("[E6] a text does not grow over its maximum, and may shrink again", () => {
    const room = new Room("x".repeat(TEXT_LENGTH_MAX - 1));
    const ann = room.join();
    expect(ann.says(edit(0, 0, 0, "yy", { sequence: 1 }))).toEqual([error("too_large", { sequence: 1 })]);
    expect(ann.says(edit(0, 0, 0, "y", { sequence: 1 }))).toMatchObject([{ type: "ack", version: 1 }]);
    expect(ann.says(edit(1, 0, 2, "y"))).toMatchObject([{ type: "ack", version: 2 }]);
  });

  test("[E7] another file is not there", () => {
    const ann = new Room("abc").join();
    expect(ann.says(edit(0, 0, 0, "x", { file: "b.py", sequence: 1 }))).toEqual([
      error("unknown_file", { sequence: 1 }),
    ]);
    expect(ann.says({ type: "cursor_update", position: 0, file: "b.py" })).toEqual([error("unknown_file")]);
  });

  test("[S1] one sent again is acknowledged with the version it got, told to nobody and counted once", () => {
    const room = new Room();
    const [ann, bob] = [room.join({ client: "a" }), room.join()];
    ann.says(edit(0, 0, 0, "x", { sequence: 1 }), edit(1, 1, 1, "y", { sequence: 2 }));
    bob.hears();
    expect(ann.says(edit(0, 0, 0, "x", { sequence: 1 })).at(-1)).toEqual({ type: "ack", version: 1, sequence: 1 });
    expect(bob.hears()).toEqual([]);
    const again = room.join({ client: "a" });
    expect(again.says(edit(1, 1, 1, "y", { sequence: 2 }))).toEqual([{ type: "ack", version: 2, sequence: 2 }]);
    expect([room.text, room.host.state.version]).toEqual(["xy", 2]);
  });

  test("[S2] a gap is refused until the number comes; a refused edit uses none up; without a number each counts", () => {
    const room = new Room();
    const ann = room.join({ client: "a" });
    expect(ann.says(edit(0, 0, 0, "x", { sequence: 2 }))).toEqual([error("sequence_gap", { sequence: 2 })]);
    expect(ann.says(edit(0, 5, 5, "x", { sequence: 1 }))).toEqual([error("bad_position", { sequence: 1 })]);
    expect(ann.says(edit(0, 0, 0, "x", { sequence: 1 }))).toMatchObject([{ version: 1 }]);
    expect(ann.says(edit(1, 0, 0, "y"), edit(2, 0, 0, "y"))).toMatchObject([{ version: 2 }, { version: 3 }]);
    expect(ann.says(edit(3, 0, 0, "z", { sequence: 2 }))).toMatchObject([{ version: 4, sequence: 2 }]);
  });
});

describe("whole texts", () => {
  const whole = (code: string, more: object = {}) => ({ type: "code_update", code, ...more });

  test("[W1] who asked for them gets others' edits so, the latest of several; the ack brings the text where others were", () => {
    const room = new Room("ab");
    const [ann, wil] = [room.join(), room.join({ sync: "full" })];
    ann.says(edit(0, 0, 0, "1"), edit(1, 0, 0, "2"));
    expect(wil.hears()).toEqual([{ type: "code_update", version: 2, user: 1, code: "21ab", language: "python" }]);
    expect(wil.says(whole("21ab!", { version: 2 }))).toEqual([{ type: "ack", version: 3 }]);
    ann.mutters(edit(3, 0, 0, "3"));
    expect(wil.says(whole("21ab!?"))).toEqual([{ type: "ack", version: 5, code: "321ab!?" }]);
  });

  test("[W2] without a version: the difference to what was told last, or to one's own text that nobody was told of", () => {
    const room = new Room("ab");
    const [ann, wil] = [room.join(), room.join({ sync: "full" })];
    wil.mutters(whole("ab1"));
    wil.mutters(whole("ab12"));
    ann.mutters(edit(0, 0, 0, "x"));
    wil.says(whole("ab123"));
    expect(room.text).toBe("xab123");
    wil.says(whole("xab1234"));
    expect(room.text).toBe("xab1234");
  });

  test("[W3] with a version: the difference to that one, merged with what came since", () => {
    const room = new Room("ab");
    const [ann, wil] = [room.join(), room.join({ sync: "full" })];
    ann.says(edit(0, 0, 0, "x"));
    wil.says(whole("ab!", { version: 0, sequence: 1 }));
    expect(room.text).toBe("xab!");
    expect(wil.says(whole("ab?", { version: 9 })).at(-1)).toEqual(error("version_unknown"));
  });

  test("[W3] whole texts in flight when the room slept are refused rather than doubled", () => {
    const room = new Room("ab");
    const wil = room.join({ sync: "full" });
    wil.says(whole("ab1", { version: 0 }));
    room.host.hibernate();
    expect(wil.says(whole("ab12", { version: 0 }))).toEqual([error("version_unknown")]);
    expect(wil.says(whole("ab12", { version: 1 }))).toMatchObject([{ type: "ack", version: 2 }]);
    expect(room.text).toBe("ab12");
  });

  test("[W4] unchanged it makes no version; the language beside it is the room's", () => {
    const room = new Room("ab");
    const wil = room.join({ sync: "full" });
    expect(wil.says(whole("ab"))).toEqual([{ type: "ack", version: 0 }]);
    expect(wil.says(whole("ab", { language: "golang" }))).toEqual([
      { type: "room_update", user: 1, language: "go" },
      { type: "ack", version: 0 },
    ]);
    expect(wil.says(whole("ab", { sequence: 1 }))).toEqual([{ type: "ack", version: 1, sequence: 1 }]);
    expect(room.host.state.language).toBe("go");
  });

  test("[W6] one that comes by REST is merged, answered when stored, and told as user 0's", () => {
    const room = new Room("ab");
    const ann = room.join();
    const replies: unknown[] = [];
    room.host.onReply = (request, reply) => replies.push([request, reply]);
    const put = (request: string, code: string, version?: number) =>
      room.host.perform({ type: "text_replaced", request, code, time: 0, ...(version !== undefined && { version }) });
    ann.says(edit(0, 0, 0, "x"));
    put("one", "ab!", 0);
    expect(replies).toEqual([]);
    room.host.flush();
    put("same", "xab!");
    put("never", "x", 7);
    room.host.flush();
    expect(ann.hears()).toEqual([
      { type: "code_update", version: 2, user: 0, diff: [{ start: 3, end: 3, text: "!" }] },
    ]);
    expect(replies).toEqual([
      ["one", { code: "xab!", version: 2 }],
      ["same", { code: "xab!", version: 2 }],
      ["never", { refused: "version_unknown", detail: expect.any(String) }],
    ]);
  });
});

describe("carets and the room", () => {
  test("[C1] a caret lies in the text its sender sees, own edits in flight included; outside of it is refused", () => {
    const room = new Room("ab");
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
    const room = new Room("abcd");
    const [ann, bob] = [room.join({ client: "a" }), room.join({ client: "b" })];
    ann.says({ type: "cursor_update", version: 0, position: 3 });
    bob.says(edit(0, 0, 0, "xx"));
    expect(room.join().init.users[0]).toMatchObject({ user: 1, position: 5 });
    room.host.hibernate();
    bob.says(edit(1, 0, 1, ""));
    expect(room.join().init.users[0]).toMatchObject({ user: 1, position: 4 });
  });

  test("[R1] language and title are seen by all, and only changes are told", () => {
    const room = new Room();
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
    const room = new Room();
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
    expect(new Room().join().says({ type: "ping" })).toEqual([{ type: "pong" }]);
  });
});
