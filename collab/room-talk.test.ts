import { ChangeSet } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { editsOf } from "#collab/edit-log";
import type { Output } from "#collab/client-output";
import { RoomClient } from "#collab/room-client";
import { rangeOver, RoomTalk, type TalkEvent, withThread } from "#collab/room-talk";
import { edit, type Seat, SeatedRoom } from "#collab/simulation/seats";
import { MESSAGES_PER_TEN_SECONDS_MAX, THREADS_MAX, THREADS_OPEN_MAX } from "#protocol/limits";
import type { RoomMessage } from "#protocol/socket";
import type { Thread } from "#protocol/talk";

const chat = (text: string, more: object = {}) => ({ type: "chat", text, ...more });
const comment = (version: number, from: number, to: number, more: object = {}) => ({
  type: "comment",
  version,
  from,
  to,
  text: "Why?",
  ...more,
});
const error = (code: string, more: object = {}) => ({ type: "error", code, message: expect.any(String), ...more });
const of = <T extends RoomMessage["type"]>(heard: readonly RoomMessage[], type: T) =>
  heard.filter((message): message is Extract<RoomMessage, { type: T }> => message.type === type);

describe("messages", () => {
  test("[M1] all who know of talk are told the same messages, numbered from 1, and a newcomer the last number", () => {
    const room = new SeatedRoom("code");
    const [ann, bob, old] = [room.join({ name: "Ann", project: "1" }), room.join({ project: "1" }), room.join()];
    const [first] = of(ann.says(chat("Hello *all*")), "chat");
    const [second] = of(bob.says(chat("Hello Ann", { mentions: [1], request: "a" })), "chat").slice(-1);
    expect(first).toMatchObject({ n: 1, user: 1, name: "Ann", version: 0, text: "Hello *all*" });
    expect(second).toMatchObject({ n: 2, user: 2, mentions: [1], request: "a" });
    expect(ann.hears()).toEqual([second]);
    expect(of(old.hears(), "chat")).toEqual([]);
    expect(of(old.says(chat("I am here, too")), "chat")).toMatchObject([{ n: 3, user: 3 }]);
    expect(room.join({ project: "1" }).init.talk).toEqual({ last: 3, threads: [] });
    expect(room.join().init.talk).toBeUndefined();
  });

  test("[M1] a message outlives the room's memory, and its author is remembered", () => {
    const room = new SeatedRoom();
    room.join({ client: "a", project: "1" }).says(chat("Hello"));
    room.host.hibernate();
    expect(room.host.state.talk?.last).toBe(1);
    expect(room.host.state.members).toMatchObject([{ user: 1 }]);
  });

  test("[M2] who views reads along and says nothing", () => {
    const room = new SeatedRoom("code");
    const [ann, vic] = [room.join({ project: "1" }), room.join({ project: "1" }, "viewer")];
    for (const message of [chat("Hi"), comment(0, 0, 4), { type: "thread_update", thread: 1, resolved: true }])
      expect(vic.says({ ...message, request: "r" })).toEqual([error("read_only", { request: "r" })]);
    ann.says(chat("Hi"));
    expect(of(vic.hears(), "chat")).toHaveLength(1);
  });

  test("[M3] said again under the same name it is told again to its sender alone, and is one message", () => {
    const room = new SeatedRoom();
    const [ann, bob] = [room.join({ project: "1" }), room.join({ project: "1" })];
    const [said] = of(ann.says(chat("Hi", { request: "one" })), "chat");
    bob.hears();
    expect(ann.says(chat("Hi", { request: "one" }))).toEqual([said]);
    expect(bob.says(chat("Mine", { request: "one" }))).toMatchObject([{ n: 2, text: "Mine" }]);
    expect(room.host.state.talk?.last).toBe(2);
  });

  test("[M4] more than ten messages in ten seconds are refused, and what says nothing or is about no thread", () => {
    const room = new SeatedRoom();
    const ann = room.join({ project: "1" });
    for (let i = 0; i < MESSAGES_PER_TEN_SECONDS_MAX; i++) ann.says(chat("Hi"));
    expect(ann.says(chat("Hi", { request: "x" }))).toEqual([error("rate_limited", { request: "x" })]);
    expect(room.join().says(chat("Hi"))).toHaveLength(1);
    expect(room.join().says(chat("Hi", { thread: 9 }))).toEqual([error("unknown_thread")]);
    expect(() => room.join().says(chat(" \n "))).toThrow("says nothing");
  });
});

describe("threads", () => {
  test("[M5] a comment is about the range at its version with its sender's edits, and begins a thread with its number", () => {
    const room = new SeatedRoom("one two");
    const [ann, bob] = [room.join({ client: "a", project: "1" }), room.join({ client: "b", project: "1" })];
    bob.says(edit(0, 0, 0, "zero ", { sequence: 1 }));
    ann.mutters(edit(0, 7, 7, " three", { sequence: 1 }), comment(0, 4, 13));
    const heard = ann.says().filter(({ type }) => type === "thread" || type === "chat");
    expect(heard).toMatchObject([
      { type: "thread", version: 2, thread: { id: 1, file: 0, from: 9, to: 18, quote: "two three", user: 1 } },
      { type: "chat", n: 1, thread: 1, text: "Why?", version: 2 },
    ]);
    expect(room.join({ project: "1" }).init.talk).toMatchObject({ last: 1, threads: [{ id: 1, from: 9, to: 18 }] });
    ann.hears();
    expect(ann.says(comment(2, 4, 4), comment(2, 4, 99))).toEqual([error("bad_position"), error("bad_position")]);
    expect(ann.says(comment(2, 0, 1, { file: 7 }))).toEqual([error("unknown_file")]);
    expect(ann.says(comment(9, 0, 1))).toEqual([error("version_unknown")]);
  });

  test("[M6] what comes at the ends of a range stays outside; what was deleted stays, empty, where it was", () => {
    const moved = (from: number, to: number, text: string) =>
      rangeOver({ from: 3, to: 6 }, ChangeSet.of({ from, to, insert: textOf(text) }, 10));
    expect(moved(3, 3, "xx")).toEqual({ from: 5, to: 8 });
    expect(moved(6, 6, "xx")).toEqual({ from: 3, to: 6 });
    expect(moved(4, 4, "xx")).toEqual({ from: 3, to: 8 });
    expect(moved(3, 6, "new")).toEqual({ from: 3, to: 6 });
    expect(moved(2, 8, "")).toEqual({ from: 2, to: 2 });
    expect(moved(2, 8, "abc")).toEqual({ from: 5, to: 5 });
    const empty = rangeOver({ from: 4, to: 4 }, ChangeSet.of({ from: 4, insert: "new" }, 10));
    expect(empty.from).toBe(empty.to);
  });

  test("[M7] a thread is resolved and opened again for all; newcomers are told of the open ones", () => {
    const room = new SeatedRoom("code");
    const [ann, bob] = [room.join({ name: "Ann", project: "1" }), room.join({ name: "Bob", project: "1" })];
    ann.says(comment(0, 0, 4));
    const update = (resolved: boolean) => of(bob.says({ type: "thread_update", thread: 1, resolved }), "thread");
    expect(update(true).slice(-1)).toMatchObject([{ thread: { id: 1, resolved: { user: 2, name: "Bob" } } }]);
    expect(update(true)).toEqual([]);
    expect(room.join({ project: "1" }).init.talk).toEqual({ last: 1, threads: [] });
    ann.says(edit(0, 0, 0, "my "));
    room.host.hibernate();
    expect(update(false)).toMatchObject([{ version: 1, thread: { id: 1, from: 3, to: 7 } }]);
    expect(room.join({ project: "1" }).init.talk?.threads).toHaveLength(1);
  });

  test("[M8] of too many threads those leave that were resolved first; too many open ones are refused", () => {
    const talk = new RoomTalk({ last: 0, threads: [] });
    let time = 0;
    const who = () => ({
      by: { type: "connection", id: "a" } as const,
      user: 1,
      name: "Ann",
      version: 0,
      time: (time += 5_000),
    });
    const begin = (): TalkEvent => ({ ...who(), type: "commented", file: 0, from: 0, to: 1, quote: "x", text: "Hm" });
    for (let i = 0; i < THREADS_OPEN_MAX; i++) talk.receive(begin());
    expect(talk.receive(begin())).toMatchObject([{ type: "answer", answer: { refused: "too_large" } }]);
    talk.receive({ ...who(), type: "thread_updated", thread: 5, resolved: true });
    expect(talk.receive(begin())).toMatchObject([
      { type: "keep_thread", thread: { id: THREADS_OPEN_MAX + 1 } },
      {},
      {},
      {},
    ]);
    const thread = (id: number): Thread => ({
      id,
      file: 0,
      from: 0,
      to: 1,
      quote: "x",
      user: 1,
      name: "Ann",
      time: id,
    });
    const resolved = Array.from({ length: THREADS_MAX }, (_, i) => ({
      ...thread(i + 1),
      resolved: { user: 1, name: "Ann", time: i === 7 ? 0 : 9 },
    }));
    const after = withThread(resolved, thread(THREADS_MAX + 1));
    expect(after).toHaveLength(THREADS_MAX);
    expect(after.some(({ id }) => id === 8)).toBe(false);
  });
});

/** A client on a seat: what each sends and hears waits until the test lets it through. */
class Desk {
  readonly client: RoomClient;
  readonly #room: SeatedRoom;
  readonly #secret: string;
  #seat: Seat;
  #up: object[] = [];
  #comments = 0;
  #lost = false;

  constructor(room: SeatedRoom, secret: string) {
    this.#room = room;
    this.#secret = secret;
    this.client = new RoomClient(secret);
    this.#seat = room.join(this.client.joinQuery());
    this.#took(this.client.received(this.#seat.init));
  }
  #took(outputs: readonly Output[]): void {
    for (const output of outputs) {
      if (output.type === "send") this.#up.push(output.message);
      this.#lost ||= output.type === "rejoin"; // the room forgot what this one had not seen
    }
  }
  write(at: number, remove: number, insert: string): void {
    const { length } = this.client.text!;
    const from = Math.floor(at * length);
    const to = Math.min(length, from + remove);
    this.#took(this.client.edited(ChangeSet.of({ from, to, insert: textOf(insert) }, length), 0));
  }
  comment(at: number, units: number): void {
    const { length } = this.client.text!;
    const from = Math.floor(at * (length - units));
    if (length <= units) return;
    const request = `${this.#secret} ${this.#comments++}`;
    this.#took(this.client.comment({ file: 0, from, to: from + units, text: "Why?", request }));
  }
  resolve(at: number): void {
    const thread = this.client.threads[Math.floor(at * this.client.threads.length)];
    if (thread) this.#up.push({ type: "thread_update", thread: thread.id, resolved: !thread.resolved });
  }
  sends(): void {
    this.#seat.mutters(...this.#up.splice(0));
    this.#room.host.flush();
  }
  hears(): void {
    for (const message of this.#seat.hears()) this.#took(this.client.received(message));
    if (this.#lost) this.joinsAgain();
  }
  /** Its line is lost, and another taken up. */
  joinsAgain(): void {
    this.#seat.leaves();
    this.client.disconnected();
    this.#up = [];
    this.#lost = false;
    this.#seat = this.#room.join(this.client.joinQuery());
    this.#took(this.client.received(this.#seat.init));
  }
  get settled(): boolean {
    return this.#up.length === 0 && this.client.unsent === 0;
  }
}

const fraction = fc.double({ min: 0, max: 0.999, noNaN: true });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("write" as const),
      at: fraction,
      size: fc.nat(4),
      text: fc.constantFrom("", "a", "bc\n"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("comment" as const), at: fraction, size: fc.integer({ min: 1, max: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("resolve" as const), at: fraction }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("sends" as const, "hears" as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("joinsAgain" as const, "hibernate" as const, "forget" as const) }),
  },
);
const open = (threads: readonly Thread[]) =>
  threads.filter(({ resolved }) => !resolved).toSorted((a, b) => a.id - b.id);

test("[M6] a thread's range is where the edits since it was told have moved it, in the room and in every client", () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1), step), { maxLength: 60 }), (steps) => {
      const room = new SeatedRoom("one two three four");
      const desks = [new Desk(room, "a"), new Desk(room, "b")] as const;
      const watcher = room.join({ project: "1" });
      for (const [who, one] of steps) {
        const desk = desks[who]!;
        if (one.do === "write") desk.write(one.at, one.size, one.text);
        else if (one.do === "comment") desk.comment(one.at, one.size);
        else if (one.do === "resolve") desk.resolve(one.at);
        else if (one.do === "hibernate" || one.do === "forget") room.host[one.do]();
        else desk[one.do]();
      }
      while (desks.some((desk) => !desk.settled)) {
        for (const desk of desks) desk.sends();
        for (const desk of desks) desk.hears();
      }
      for (const desk of desks) desk.hears();
      const threads = room.host.state.talk!.threads;
      for (const desk of desks) expect(open(desk.client.threads)).toEqual(open(threads));
      const told = new Map(of(watcher.hears(), "thread").map((message) => [message.thread.id, message]));
      for (const { id, from, to } of threads) {
        const { thread, version } = told.get(id)!;
        const edits = room.host.log.since(version);
        if (!edits) continue; // it was forgotten
        const moved = editsOf(edits, 0).reduce((at, { changes }) => rangeOver(at, changes), thread);
        expect({ id, from, to }).toEqual({ id, from: moved.from, to: moved.to });
        compared++;
      }
    }),
    { numRuns: 300 },
  );
  expect(compared).toBeGreaterThan(100);
});

test("[M6] a range in a file that is not open here moves, too, and is shown over what is pending", () => {
  const room = new SeatedRoom("main");
  const [ann, bob] = [room.join({ project: "1" }), new Desk(room, "b")];
  ann.says({ type: "files_update", changes: [{ path: "a.py", text: "one two" }] });
  ann.says(comment(1, 4, 7, { file: 1 }), edit(1, 0, 0, "zero ", { file: 1 }));
  bob.hears();
  expect(bob.client.threads).toMatchObject([{ file: 1, from: 9, to: 12 }]);
  ann.says(comment(2, 0, 4));
  bob.hears();
  bob.write(0, 0, "my ");
  expect(bob.client.threads).toMatchObject([
    { file: 1, from: 9 },
    { file: 0, from: 3, to: 7 },
  ]);
});

test("[M5] a comment leaves behind what was typed before it, and others' edits move it meanwhile", () => {
  const room = new SeatedRoom("one two");
  const client = new RoomClient("secret", undefined, 1);
  const seat = room.join(client.joinQuery());
  client.received(seat.init);
  const typed = (at: number, insert: string) =>
    client.edited(ChangeSet.of({ from: at, insert }, client.text!.length), 0);
  const sent = (outputs: readonly Output[]) =>
    outputs.flatMap((output) => (output.type === "send" ? [output.message] : []));
  const first = sent(typed(0, "a "));
  expect(first).toHaveLength(1);
  expect(typed(2, "b ")).toEqual([]);
  expect(client.comment({ file: 0, from: 4, to: 7, text: "Why?", request: "r" })).toEqual([]);
  expect(typed(0, "- ")).toEqual([]);
  room.join().says(edit(0, 0, 0, "zero "));
  const later = [...seat.hears(), ...seat.says(...first)].flatMap((message) => sent(client.received(message)));
  const answers = seat.says(...later);
  expect(of(answers, "thread")).toMatchObject([{ thread: { quote: "one" } }]);
  for (const message of answers) client.received(message);
  const [thread] = client.threads;
  expect(client.text!.sliceString(thread!.from, thread!.to)).toBe("one");
});

test("[K5] a comment that waited behind what is taken back is about what is left of it", () => {
  const room = new SeatedRoom("hello");
  const client = new RoomClient("secret", undefined, 1);
  client.received(room.join(client.joinQuery()).init);
  const typed = (insert: string) => client.edited(ChangeSet.of({ from: 0, insert }, client.text!.length), 0);
  typed("first ");
  typed("then ");
  client.comment({ file: 0, from: 11, to: 16, text: "Why?", request: "kept" });
  client.comment({ file: 0, from: 0, to: 4, text: "Why?", request: "gone" });
  const outputs = client.received({ type: "error", code: "too_large", message: "Too much", sequence: 1 });
  expect(client.text!.toString()).toBe("hello");
  expect(outputs).toContainEqual({
    type: "send",
    message: expect.objectContaining({ request: "kept", from: 0, to: 5 }),
  });
  expect(outputs).toContainEqual(expect.objectContaining({ type: "answered", request: "gone" }));
});
