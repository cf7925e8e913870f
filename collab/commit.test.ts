import { describe, expect, test } from "vitest";
import { changesOf, textOf } from "#collab/changes";
import { Commit, framesOf } from "#collab/commit";
import { Project } from "#collab/project";
import type { Effect, RoomState } from "#collab/room-events";

const state: RoomState = {
  roomId: "room",
  viewId: "view",
  epoch: "life",
  version: 7,
  project: Project.of(textOf("now"), "main.go"),
  language: "go",
  title: "",
  nextUser: 1,
  members: [],
};
const pong = { type: "send", to: "a", message: { type: "pong" } } as const;
const edit = { version: 7, user: 1, sequence: 0, time: 0, file: 0, changes: changesOf([], 3)! };

function commitOf(...effects: Effect[]): Commit {
  const commit = new Commit();
  commit.add(effects);
  return commit;
}
const delivered = (commit: Commit) =>
  [...commit.deliveries(state)].map(({ to, messages, close }) => [
    to,
    messages.map((message) => JSON.parse(message) as unknown),
    close?.code,
  ]);

describe("a commit", () => {
  test("[S3] knows what must be stored before anything in it leaves", () => {
    expect(commitOf(pong).writes).toBe(false);
    expect(commitOf(pong, { type: "append", edit }).edits).toEqual([edit]);
    const member = { user: 1, key: undefined, name: "Ann", sequence: 0, sequenceVersion: 0 };
    const writing: Effect[] = [
      { type: "append", edit },
      { type: "save_member", member },
      { type: "save_room", language: "go", title: "" },
    ];
    for (const effect of writing) expect(commitOf(effect, pong).writes).toBe(true);
  });

  test("[S3] of several states of one member or room stores the last", () => {
    const member = { user: 1, key: undefined, sequence: 0, sequenceVersion: 0 };
    const commit = commitOf(
      { type: "save_member", member: { ...member, name: "Ann" } },
      { type: "save_member", member: { ...member, name: "Anna" } },
      { type: "save_room", language: "go", title: "one" },
      { type: "save_room", language: "go", title: "two" },
    );
    expect([...commit.members.values()].map(({ name }) => name)).toEqual(["Anna"]);
    expect(commit.room?.title).toBe("two");
  });

  test("[E1] gives each connection its messages in their order, a broadcast to all but its author", () => {
    const commit = commitOf(
      pong,
      { type: "broadcast", to: ["a", "b", "c"], except: "b", message: { type: "user_count_update", count: 3 } },
      { type: "close", to: "c", code: 4409, reason: "" },
      pong,
    );
    const count = { type: "user_count_update", count: 3 };
    expect(delivered(commit)).toEqual([
      ["a", [{ type: "pong" }, count, { type: "pong" }], undefined],
      ["c", [count], 4409],
    ]);
  });

  test("[W1] tells a whole text once, behind the rest and as it is when it leaves", () => {
    const commit = commitOf({ type: "send_text", to: "a", user: 1 }, { type: "send_text", to: "a", user: 2 }, pong);
    const text = { type: "code_update", version: 7, code: "now", language: "go", user: 2 };
    expect(delivered(commit)).toEqual([["a", [{ type: "pong" }, text], undefined]]);
  });

  test("[W1] does not tell again behind an ack what the ack brought, but tells what came after it", () => {
    const ack = { type: "send", to: "a", message: { type: "ack", version: 6, code: "then" } } as const;
    const before: Effect = { type: "send_text", to: "a", user: 1 };
    expect(delivered(commitOf(before, ack))).toMatchObject([["a", [{ type: "ack" }], undefined]]);
    expect(delivered(commitOf(before, ack, before))).toMatchObject([
      ["a", [{ type: "ack" }, { version: 7 }], undefined],
    ]);
  });
});

test("[F1] several messages make one frame where the client asked for it, else each its own", () => {
  expect(framesOf(['{"a":1}', '{"b":2}'], true)).toEqual(['[{"a":1},{"b":2}]']);
  expect(framesOf(['{"a":1}'], true)).toEqual(['{"a":1}']);
  expect(framesOf(['{"a":1}', '{"b":2}'], false)).toEqual(['{"a":1}', '{"b":2}']);
});
