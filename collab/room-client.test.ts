import { ChangeSet } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { changesOf, textOf } from "#collab/changes";
import type { Output } from "#collab/client-output";
import type { StoredOutbox } from "#collab/outbox";
import { RoomClient } from "#collab/room-client";
import { SPLICES_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";
import { clientMessage, type RoomMessage } from "#protocol/socket";

type Init = Extract<RoomMessage, { type: "init" }>;

const me = { user: 2, name: "Bob", color: 1, role: "editor" } as const;
const init = (more: Partial<Init> = {}): Init => ({
  type: "init",
  protocol: 1,
  roomId: "room",
  role: "editor",
  epoch: "life",
  version: 0,
  language: "go",
  title: "",
  users: [me],
  count: 1,
  ...more,
  user: { ...me, sequence: 0, ...more.user },
});

/** A client and what it says; time moves by ten seconds with each edit. */
class Page {
  readonly client: RoomClient;
  outputs: Output[] = [];
  #time = 0;

  constructor(outbox?: StoredOutbox, inFlightMax?: number) {
    this.client = new RoomClient("secret", outbox, inFlightMax);
  }
  hears(...messages: RoomMessage[]): void {
    for (const message of messages) this.outputs.push(...this.client.received(message));
  }
  write(at: number, insert: string, remove = 0): void {
    const { length } = this.client.text ?? textOf("");
    const changes = ChangeSet.of({ from: at, to: at + remove, insert: textOf(insert) }, length);
    this.outputs.push(...this.client.edited(changes, (this.#time += 10_000)));
  }
  /** What it said since the last time this was asked. */
  said(): unknown[] {
    return this.#taken("send").map(({ message }) => message);
  }
  did<T extends Output["type"]>(type: T): Extract<Output, { type: T }>[] {
    return this.#taken(type);
  }
  #taken<T extends Output["type"]>(type: T): Extract<Output, { type: T }>[] {
    const isTaken = (output: Output): output is Extract<Output, { type: T }> => output.type === type;
    const taken = this.outputs.filter(isTaken);
    this.outputs = this.outputs.filter((output) => !isTaken(output));
    return taken;
  }
  get shown(): string | undefined {
    return this.client.text?.toString();
  }
}

function pageIn(text: string, more?: Partial<Init>, inFlightMax?: number): Page {
  const page = new Page(undefined, inFlightMax);
  page.hears(init({ code: text, ...more }));
  page.outputs = [];
  return page;
}
const edit = (version: number, sequence: number, start: number, end: number, text: string) => ({
  type: "code_update",
  version,
  sequence,
  diff: [{ start, end, text }],
});

describe("typing", () => {
  test("[K1] leaves at once, several edits ahead of their acks, each where its author sees it", () => {
    const page = pageIn("ab");
    page.write(2, "c");
    page.write(3, "d");
    expect(page.said()).toEqual([edit(0, 1, 2, 2, "c"), edit(0, 2, 3, 3, "d")]);
    expect([page.shown, page.client.unsent, page.client.version]).toEqual(["abcd", 2, 0]);
    page.hears({ type: "ack", version: 1, sequence: 1 }, { type: "ack", version: 2, sequence: 2 });
    expect([page.client.unsent, page.client.version]).toEqual([0, 2]);
  });

  test("[K1] gathers in a buffer when many are in flight, and leaves as one when there is room", () => {
    const page = pageIn("", {}, 2);
    for (const [i, letter] of [..."abcde"].entries()) page.write(i, letter);
    expect(page.said()).toHaveLength(2);
    expect(page.client.unsent).toBe(5);
    page.hears({ type: "ack", version: 1, sequence: 1 });
    expect(page.said()).toEqual([edit(1, 3, 2, 2, "cde")]);
  });

  test("[K1] maps others' edits over what is pending, and what is pending over them", () => {
    const page = pageIn("ab", {}, 1);
    page.write(0, "x");
    page.write(3, "y");
    page.hears({ type: "code_update", version: 1, user: 1, diff: [{ start: 0, end: 1, text: "A" }] });
    expect(page.shown).toBe("xAby");
    expect(page.did("apply")).toMatchObject([{ origin: "remote" }]);
    page.hears({ type: "ack", version: 2, sequence: 1, diff: [{ start: 0, end: 0, text: "x" }] });
    expect(page.said().at(-1)).toEqual(edit(2, 2, 3, 3, "y"));
  });

  test("[K1] offline waits, and leaves with the next init", () => {
    const page = pageIn("ab");
    page.client.disconnected();
    page.write(2, "c");
    page.write(3, "d");
    expect([page.said(), page.shown, page.client.unsent]).toEqual([[], "abcd", 2]);
    expect(page.client.joinQuery()).toMatchObject({ client: "secret", since: "0", epoch: "life" });
    page.hears(
      init({ version: 1, edits: [{ from: 0, version: 1, user: 1, diff: [{ start: 0, end: 0, text: ">" }] }] }),
    );
    expect(page.said()).toEqual([edit(1, 1, 3, 3, "cd")]);
    expect(page.shown).toBe(">abcd");
  });

  test("[E1] what it was told already it leaves aside; after a gap it joins again", () => {
    const page = pageIn("ab", { version: 3 });
    page.hears({ type: "code_update", version: 3, user: 1, diff: [{ start: 0, end: 0, text: "x" }] });
    page.hears({ type: "ack", version: 2, sequence: 1 });
    expect([page.outputs, page.shown]).toEqual([[], "ab"]);
    page.hears({ type: "code_update", version: 5, user: 1, diff: [] });
    expect(page.did("rejoin")).toHaveLength(1);
    expect(page.client.joined).toBe(false);
    page.hears({ type: "code_update", version: 4, user: 1, diff: [{ start: 0, end: 0, text: "x" }] });
    expect(page.shown).toBe("ab"); // the rest of that socket is nobody's
  });

  test("[E5] what does not fit, in a catch-up too, makes it ask for the text; what it showed meanwhile stays true", () => {
    const page = pageIn("ab");
    page.client.disconnected();
    const fits = { from: 0, version: 1, user: 1, diff: [{ start: 0, end: 0, text: "x" }] };
    page.hears(
      init({ version: 2, edits: [fits, { ...fits, from: 1, version: 2, diff: [{ start: 9, end: 9, text: "" }] }] }),
    );
    expect(page.did("rejoin")).toHaveLength(1);
    expect(page.did("apply").map(({ changes }) => changes.apply(textOf("ab")).toString())).toEqual([page.shown]);
    expect(page.client.joinQuery()).not.toHaveProperty("since");
    page.hears(init({ version: 2, code: "xabz" }));
    expect(page.shown).toBe("xabz");
  });
});

describe("coming back", () => {
  test("[K2] sees its own edits in what it missed, and numbers the rest on", () => {
    const page = pageIn("");
    page.write(0, "a");
    page.write(1, "b");
    page.client.disconnected();
    page.said();
    page.hears(
      init({
        version: 1,
        edits: [{ from: 0, version: 1, user: 2, diff: [{ start: 0, end: 0, text: "a" }], sequence: 1 }],
        user: { ...me, sequence: 1 },
      }),
    );
    expect(page.said()).toEqual([edit(1, 2, 1, 1, "b")]);
    expect(page.client.unsent).toBe(1);
  });

  test("[K2] to a text in the place of edits, what the room's count covers is in it and the rest is mapped", () => {
    const page = pageIn("ab");
    page.write(2, "c");
    page.write(0, "x");
    page.client.disconnected();
    page.said();
    page.hears(init({ version: 900, code: ">>abc", user: { ...me, sequence: 1 } }));
    expect([page.shown, page.said(), page.did("recovered")]).toEqual([">>xabc", [edit(900, 2, 2, 2, "x")], []]);
  });

  test("[K3] in another life sends what an outbox held, and asks for the text with the edits since", () => {
    const first = pageIn("ab");
    first.write(2, "c");
    first.write(3, "d");
    const stored = JSON.parse(JSON.stringify(first.client.outbox())) as StoredOutbox;
    const page = new Page(stored);
    expect(page.client.joinQuery()).toMatchObject({ since: "0", epoch: "life", text: "1" });
    expect([page.client.unsent, page.client.outbox()]).toEqual([2, stored]);
    const own = { from: 1, version: 2, user: 2, diff: [{ start: 3, end: 3, text: "c" }], sequence: 1 };
    const other = { from: 0, version: 1, user: 1, diff: [{ start: 0, end: 0, text: ">" }] };
    page.hears(init({ version: 2, code: ">abc", edits: [other, own], user: { ...me, sequence: 1 } }));
    expect([page.shown, page.said()]).toEqual([">abcd", [edit(2, 2, 4, 4, "d")]]);
    page.hears({ type: "ack", version: 3, sequence: 2 });
    expect(page.client.outbox()).toBeUndefined();
  });

  test("[K3] an outbox that is not this member's, or whose edits are not told, is given back as text", () => {
    const first = pageIn("ab");
    first.write(2, "typed");
    const stored = first.client.outbox();
    for (const answer of [
      init({ code: "ab" }),
      init({ code: "ab", edits: [], user: { ...me, user: 3, sequence: 0 } }),
      init({ code: "ab", edits: [], epoch: "next" }),
    ]) {
      const page = new Page(stored);
      page.hears(answer);
      expect(page.did("recovered")).toEqual([{ type: "recovered", file: 0, text: "typed", because: "unplaced" }]);
      expect([page.shown, page.said()]).toEqual(["ab", []]);
    }
  });

  test("[K4] to another epoch keeps what is pending, shows the room's text and gives back its own", () => {
    const page = pageIn("ab", { version: 5, user: { ...me, sequence: 4 } });
    page.write(2, "mine");
    page.client.disconnected();
    page.said();
    page.hears(init({ epoch: "next", version: 3, code: "a", user: { ...me, sequence: 2 } }));
    expect([page.shown, page.said()]).toEqual(["amine", [edit(3, 3, 1, 1, "mine")]]);
    expect(page.did("recovered")).toEqual([{ type: "recovered", file: 0, text: "abmine", because: "restored" }]);
  });
});

describe("refused", () => {
  test("[K5] for good, an edit and all behind it are taken back and given back as text", () => {
    const page = pageIn("ab");
    page.write(2, "cd");
    page.write(0, "", 1);
    page.said();
    page.hears({ type: "error", code: "too_large", message: "", sequence: 1 });
    expect([page.shown, page.client.unsent]).toEqual(["ab", 0]);
    expect(page.did("recovered")).toEqual([
      { type: "recovered", file: 0, text: "cd", because: "refused", code: "too_large" },
    ]);
    page.write(2, "e");
    expect(page.said()).toEqual([edit(0, 1, 2, 2, "e")]);
    page.hears({ type: "error", code: "rate_limited", message: "" });
    expect(page.shown).toBe("abe");
  });

  test("[K5] what would be too long does not leave at all", () => {
    const page = pageIn("x".repeat(TEXT_LENGTH_MAX));
    page.write(0, "y");
    expect([page.said(), page.did("recovered")]).toMatchObject([[], [{ text: "y", code: "too_large" }]]);
    expect(page.did("apply").map(({ origin }) => origin)).toEqual(["refused"]);
  });

  test("[E5] for what the room forgot, it joins again and sends again", () => {
    for (const code of ["version_unknown", "sequence_gap"] as const) {
      const page = pageIn("");
      page.write(0, "a");
      page.said();
      page.hears({ type: "error", code, message: "", sequence: 1 });
      expect(page.did("rejoin")).toHaveLength(1);
      page.hears(init({ edits: [] }));
      expect(page.said()).toEqual([edit(0, 1, 0, 0, "a")]);
    }
  });
});

describe("carets", () => {
  test("[C1] are told behind the edits they rest on, and not while a buffer is between", () => {
    const page = pageIn("ab", {}, 1);
    page.outputs.push(...page.client.moved([{ anchor: 1, head: 1 }]));
    expect(page.said()).toEqual([{ type: "cursor_update", version: 0, position: 1 }]);
    page.write(0, "x");
    page.write(0, "y");
    page.said();
    page.outputs.push(...page.client.moved([{ anchor: 0, head: 4 }]));
    expect(page.said()).toEqual([]);
    page.hears({ type: "ack", version: 1, sequence: 1 });
    expect(page.said()).toEqual([
      edit(1, 2, 0, 0, "y"),
      { type: "cursor_update", version: 1, position: 4, selection: [{ anchor: 0, head: 4 }] },
    ]);
  });

  test("[C2] are not told for typing, which moves them for everybody", () => {
    const page = pageIn("ab");
    page.outputs.push(...page.client.moved([{ anchor: 2, head: 2 }]));
    page.said();
    page.write(2, "c");
    page.outputs.push(...page.client.moved([{ anchor: 3, head: 3 }]));
    expect(page.said()).toEqual([edit(0, 1, 2, 2, "c")]);
  });

  test("[C3] of others are where the room has them, mapped over what is pending", () => {
    const page = pageIn("ab", { users: [me, { user: 1, name: "Ann", color: 0, role: "editor", position: 2 }] });
    page.write(0, "xx");
    expect(page.client.people).toMatchObject([{ user: 1, carets: [{ anchor: 4, head: 4 }] }]);
    page.hears({ type: "cursor_update", user: 1, version: 0, position: 1 });
    expect(page.client.people).toMatchObject([{ carets: [{ anchor: 3, head: 3 }] }]);
    page.hears({ type: "code_update", version: 1, user: 1, diff: [{ start: 1, end: 1, text: "!" }] });
    expect(page.client.people).toMatchObject([{ carets: [{ anchor: 4, head: 4 }] }]);
  });
});

describe("the room", () => {
  test("[J8] who comes, goes or is renamed is known", () => {
    const page = pageIn("");
    const ann = { user: 1, name: "Ann", color: 0, role: "editor" } as const;
    page.hears(
      { type: "user_joined", count: 2, user: ann },
      { type: "profile_update", user: { ...ann, name: "Anna" } },
    );
    expect(page.client.people).toEqual([{ ...ann, name: "Anna", carets: [], file: 0 }]);
    page.hears({ type: "user_left", count: 1, user: 1 });
    expect(page.client.people).toEqual([]);
  });

  test("[R1] language and title are known as the room has them; what is not told stays", () => {
    const page = pageIn("");
    page.outputs.push(...page.client.update({ language: "rust" }));
    expect([page.said(), page.client.room?.language]).toEqual([[{ type: "room_update", language: "rust" }], "go"]);
    page.hears({ type: "room_update", user: 2, language: "rust" }, { type: "room_update", user: 1, title: "T" });
    expect(page.client.room).toMatchObject({ language: "rust", title: "T" });
  });

  test("[R2] one's own name is known from the room", () => {
    const page = pageIn("");
    page.outputs.push(...page.client.rename("Rob"));
    expect(page.said()).toEqual([{ type: "profile_update", name: "Rob" }]);
    page.hears({ type: "profile_update", user: { ...me, name: "Rob" } });
    expect([page.client.me?.name, page.client.people]).toEqual(["Rob", []]);
  });
});

test("[U2] undo takes back one's own typing from among others', tells the room, and redo brings it again", () => {
  const page = pageIn("()");
  page.write(1, "mine");
  page.hears({ type: "ack", version: 1, sequence: 1 });
  page.hears({ type: "code_update", version: 2, user: 1, diff: [{ start: 3, end: 3, text: "X" }] });
  page.said();
  page.outputs.push(...page.client.undo());
  expect([page.shown, page.client.canUndo(), page.client.canRedo()]).toEqual(["(X)", false, true]);
  expect(page.said()).toHaveLength(1);
  page.outputs.push(...page.client.redo());
  expect(page.shown).toBe("(miXne)");
  expect(page.client.redo()).toEqual([]);
});

test("[F7] a replacement in more places than a message may name goes as one in fewer, larger ones", () => {
  const places = 2 * SPLICES_MAX;
  const page = new Page();
  page.hears(init({ code: "ab\n".repeat(places) }));
  const changes = Array.from({ length: places }, (_, i) => ({ from: 3 * i, to: 3 * i + 1, insert: "X" }));
  page.outputs.push(...page.client.edited(ChangeSet.of(changes, 3 * places), 0));
  const [sent] = page.said().map((message) => clientMessage.parse(message));
  const diff = sent?.type === "code_update" && "diff" in sent ? sent.diff : [];
  expect(diff.length).toBeLessThanOrEqual(SPLICES_MAX);
  const expected = "Xb\n".repeat(places);
  expect(
    changesOf(diff, 3 * places)
      ?.apply(textOf("ab\n".repeat(places)))
      .toString(),
  ).toBe(expected);
  expect(page.shown).toBe(expected);
});
