// What the engine makes of edits and whole texts.
import { describe, expect, test } from "vitest";
import { edit, SeatedRoom } from "#collab/simulation/seats";
import { AHEAD_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";

const error = (code: string, more: object = {}) => ({ type: "error", code, message: expect.any(String), ...more });

describe("edits", () => {
  test("[E1] count without gaps; their author gets an ack, everybody else the edit", () => {
    const room = new SeatedRoom("x");
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
    const room = new SeatedRoom("abc");
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
    const room = new SeatedRoom("a😀b");
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
    const room = new SeatedRoom();
    const ann = room.join();
    ann.mutters(...Array.from({ length: AHEAD_MAX }, () => edit(0, 0, 0, "x")));
    expect(ann.says(edit(0, 0, 0, "y", { sequence: 1 })).at(-1)).toEqual(error("rate_limited", { sequence: 1 }));
    expect(ann.says(edit(AHEAD_MAX, 0, 0, "y", { sequence: 1 }))).toMatchObject([
      { type: "ack", version: AHEAD_MAX + 1 },
    ]);
  }, 60_000);

  test("[E4] the ack tells how others' edits moved it, and only then", () => {
    const room = new SeatedRoom("abc");
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
    const room = new SeatedRoom("abc");
    const ann = room.join();
    expect(ann.says(edit(1, 0, 0, "x", { sequence: 1 }))).toEqual([error("version_unknown", { sequence: 1 })]);
    ann.says(edit(0, 0, 0, "x"), edit(1, 0, 0, "y"));
    room.host.forget();
    expect(ann.says(edit(1, 0, 0, "z"))).toEqual([error("version_unknown")]);
    expect(ann.says(edit(2, 0, 0, "z"))).toMatchObject([{ type: "ack", version: 3 }]);
  });

  test("[E6] a text does not grow over its maximum, and may shrink again", () => {
    const room = new SeatedRoom("x".repeat(TEXT_LENGTH_MAX - 1));
    const ann = room.join();
    expect(ann.says(edit(0, 0, 0, "yy", { sequence: 1 }))).toEqual([error("too_large", { sequence: 1 })]);
    expect(ann.says(edit(0, 0, 0, "y", { sequence: 1 }))).toMatchObject([{ type: "ack", version: 1 }]);
    expect(ann.says(edit(1, 0, 2, "y"))).toMatchObject([{ type: "ack", version: 2 }]);
  });

  test("[E7] another file is not there", () => {
    const ann = new SeatedRoom("abc").join();
    expect(ann.says(edit(0, 0, 0, "x", { file: "b.py", sequence: 1 }))).toEqual([
      error("unknown_file", { sequence: 1 }),
    ]);
    expect(ann.says({ type: "cursor_update", position: 0, file: "b.py" })).toEqual([error("unknown_file")]);
  });

  test("[S1] one sent again is acknowledged with the version it got, told to nobody and counted once", () => {
    const room = new SeatedRoom();
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
    const room = new SeatedRoom();
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
    const room = new SeatedRoom("ab");
    const [ann, wil] = [room.join(), room.join({ sync: "full" })];
    ann.says(edit(0, 0, 0, "1"), edit(1, 0, 0, "2"));
    expect(wil.hears()).toEqual([{ type: "code_update", version: 2, user: 1, code: "21ab", language: "python" }]);
    expect(wil.says(whole("21ab!", { version: 2 }))).toEqual([{ type: "ack", version: 3 }]);
    ann.mutters(edit(3, 0, 0, "3"));
    expect(wil.says(whole("21ab!?"))).toEqual([{ type: "ack", version: 5, code: "321ab!?" }]);
  });

  test("[W2] without a version: the difference to what was told last, or to one's own text that nobody was told of", () => {
    const room = new SeatedRoom("ab");
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
    const room = new SeatedRoom("ab");
    const [ann, wil] = [room.join(), room.join({ sync: "full" })];
    ann.says(edit(0, 0, 0, "x"));
    wil.says(whole("ab!", { version: 0, sequence: 1 }));
    expect(room.text).toBe("xab!");
    expect(wil.says(whole("ab?", { version: 9 })).at(-1)).toEqual(error("version_unknown"));
  });

  test("[W3] whole texts in flight when the room slept are refused rather than doubled", () => {
    const room = new SeatedRoom("ab");
    const wil = room.join({ sync: "full" });
    wil.says(whole("ab1", { version: 0 }));
    room.host.hibernate();
    expect(wil.says(whole("ab12", { version: 0 }))).toEqual([error("version_unknown")]);
    expect(wil.says(whole("ab12", { version: 1 }))).toMatchObject([{ type: "ack", version: 2 }]);
    expect(room.text).toBe("ab12");
  });

  test("[W4] unchanged it makes no version; the language beside it is the room's", () => {
    const room = new SeatedRoom("ab");
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
    const room = new SeatedRoom("ab");
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
