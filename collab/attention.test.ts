import { expect, test } from "vitest";
import { edit, SeatedRoom } from "#collab/simulation/seats";
import { LOOKS_PER_TEN_SECONDS_MAX, ROOM_LOOKS_PER_TEN_SECONDS_MAX } from "#protocol/limits";
import type { RoomMessage } from "#protocol/socket";
import { Looks } from "#collab/attention";

const of = <T extends RoomMessage["type"]>(heard: readonly RoomMessage[], type: T) =>
  heard.filter((message): message is Extract<RoomMessage, { type: T }> => message.type === type);
const project = { project: "1" };

test("[P1] what somebody does is told to all who know of files, to newcomers too, and outlives the room's memory", () => {
  const room = new SeatedRoom("code");
  const [ann, vic, old] = [room.join({ client: "a", ...project }), room.join(project, "viewer"), room.join()];
  expect(of(vic.says({ type: "doing", doing: "away" }), "doing")).toMatchObject([{ user: 2, doing: "away" }]);
  expect(of(ann.hears(), "doing")).toMatchObject([{ user: 2, doing: "away" }]);
  expect(of(old.hears(), "doing")).toEqual([]);
  room.host.hibernate();
  const { users } = room.join(project).init;
  expect(users).toMatchObject([{ user: 1 }, { user: 2, doing: "away", since: expect.any(Number) }, {}, {}]);
  expect(users[0]).not.toHaveProperty("doing");
  expect(room.join().init.users[1]).not.toHaveProperty("doing");
  vic.says({ type: "doing", doing: "here" });
  expect(room.join(project).init.users[1]).not.toHaveProperty("doing");
});

test("[P2] who follows whom is told to all; nobody follows in a ring, or somebody who is not here", () => {
  const room = new SeatedRoom("code");
  const [ann, bob, cat] = [room.join(project), room.join(project, "viewer"), room.join(project)];
  const follow = (seat: typeof ann, user?: number) => of(seat.says({ type: "follow", user }), "follow").at(-1);
  expect(follow(bob, 1)).toEqual({ type: "follow", user: 2, follows: 1 });
  expect(of(cat.hears(), "follow")).toEqual([{ type: "follow", user: 2, follows: 1 }]);
  expect(follow(cat, 2)).toEqual({ type: "follow", user: 3, follows: 2 });
  for (const nobody of [1, 2, 3, 99]) expect(follow(ann, nobody)).toEqual({ type: "follow", user: 1 });
  room.host.hibernate();
  expect(room.join(project).init.users).toMatchObject([{ user: 1 }, { follows: 1 }, { follows: 2 }, { user: 4 }]);
  expect(follow(cat)).toEqual({ type: "follow", user: 3 });
  ann.leaves();
  expect(room.join(project).init.users[0]).not.toHaveProperty("follows");
});

test("[P3] a view is told to those who follow, in the text as it is by then", () => {
  const room = new SeatedRoom("one two");
  const [ann, bob, cat] = [room.join({ client: "a", ...project }), room.join(project), room.join(project)];
  bob.says({ type: "follow", user: 1 });
  cat.says(edit(0, 0, 0, "zero "));
  bob.hears();
  ann.says({ type: "view", file: 0, from: 4, to: 7, version: 0 });
  expect(of(bob.hears(), "view")).toEqual([{ type: "view", user: 1, version: 1, file: 0, from: 9, to: 12 }]);
  expect(of(cat.hears(), "view")).toEqual([]);
  expect(of(ann.says({ type: "view", file: 0, from: 4, to: 99, version: 1 }), "error")[0]?.code).toBe("bad_position");
  expect(of(ann.says({ type: "view", file: 7, from: 0, to: 0, version: 1 }), "error")[0]?.code).toBe("unknown_file");
});

test("[P4] a call to look is told to all others, or to one of them, and not too often", () => {
  const room = new SeatedRoom("one two");
  const [ann, bob, cat] = [room.join(project, "viewer"), room.join(project), room.join(project)];
  const look = { type: "look", file: 0, from: 4, to: 7, version: 0 };
  const told = { type: "look", user: 1, version: 0, file: 0, from: 4, to: 7 };
  expect(of(ann.says(look), "look")).toEqual([]);
  expect([...of(bob.hears(), "look"), ...of(cat.hears(), "look")]).toEqual([told, told]);
  ann.says({ ...look, user: 3 });
  expect(of(bob.hears(), "look")).toEqual([]);
  expect(of(cat.hears(), "look")).toEqual([told]);

  const looks = new Looks();
  const refusals = Array.from({ length: LOOKS_PER_TEN_SECONDS_MAX + 1 }, () => looks.refused("ann", 1_000));
  expect(refusals.map(Boolean)).toEqual([false, false, false, true]);
  expect(looks.refused("ann", 11_001)).toBeUndefined();
  const crowd = Array.from({ length: ROOM_LOOKS_PER_TEN_SECONDS_MAX }, (_, i) => looks.refused(String(i), 12_000));
  expect(crowd.filter(Boolean)).toHaveLength(1);
});
