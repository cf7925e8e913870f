// Rare interleavings, each written out. A name begins with the rule of protocol/SPEC.md that it shows.
import { Stage } from "#collab/simulation/stage";

export type Schedule = { name: string; run: () => void };

export const schedule = (name: string, run: () => void): Schedule => ({ name, run });

export const schedules: readonly Schedule[] = [
  schedule("[T2] words typed ahead at one place by two people stay whole, whoever arrives first", () => {
    for (const first of [0, 1]) {
      const stage = new Stage(["editor", "editor"], "()");
      stage.spell(0, 1, "abc");
      stage.spell(1, 1, "xyz");
      for (let letter = 0; letter < 3; letter++) {
        stage.up(first, 1);
        stage.up(1 - first, 1);
      }
      stage.ends("(abcxyz)");
    }
  }),

  schedule("[T2] words of three people at one place stay whole, while they see parts of each other's", () => {
    const stage = new Stage(["editor", "editor", "editor"], "");
    stage.spell(2, 0, "xyz");
    stage.up(2, 2);
    stage.spell(0, 0, "abc");
    stage.commit();
    stage.down(1);
    stage.shows(1, "xy");
    stage.spell(1, 0, "mno");
    for (const who of [1, 0, 2, 0, 1, 0, 1]) {
      stage.up(who, 1);
      stage.commit();
    }
    stage.down(0, 3);
    stage.ends("abcmnoxyz");
  }),

  schedule("[T3] what is typed inside a deletion survives it", () => {
    const stage = new Stage(["editor", "editor"], "abcdef");
    stage.write(0, 1, "", 4);
    stage.write(1, 3, "X");
    stage.up(0);
    stage.ends("aXf");
  }),

  schedule("[T3] two who replace the same words both keep what they typed", () => {
    const stage = new Stage(["editor", "editor"], "a bcd e");
    stage.write(1, 2, "YY", 3);
    stage.write(0, 2, "XX", 3);
    stage.up(1);
    stage.ends("a XXYY e");
  }),

  schedule("[E3] an edit typed ahead of acks lands where its author saw it, others' edits between", () => {
    const stage = new Stage(["editor", "editor"], "one two");
    stage.write(1, 3, "!");
    stage.write(1, 8, "?");
    stage.write(0, 0, ">> ");
    stage.up(0);
    stage.up(1, 1);
    stage.write(0, 3, "-- ");
    stage.up(0);
    stage.up(1, 1);
    stage.ends(">> -- one! two?");
  }),

  schedule("[E3] an edit typed ahead counts only the others' edits that its author had not seen", () => {
    const stage = new Stage(["editor", "editor"], "ab");
    stage.write(0, 0, "1");
    stage.up(0);
    stage.write(1, 2, "x");
    stage.up(1, 1);
    stage.commit();
    stage.down(1, 1); // sees "1", not yet its own ack
    stage.shows(1, "1abx");
    stage.write(1, 4, "y");
    stage.up(1);
    stage.ends("1abxy");
  }),

  schedule("[S1] an edit whose ack was lost with the line counts once", () => {
    const stage = new Stage(["editor", "waiter"], "");
    for (const who of [0, 1]) {
      stage.write(who, 0, "ab"[who] ?? "");
      stage.up(who);
    }
    stage.commit();
    for (const who of [0, 1]) {
      stage.drop(who);
      stage.arrive(who);
    }
    stage.happened("own edit in the catch-up", 2);
    stage.ends("ab");
  }),

  schedule(
    "[S1] a frame that comes twice, and an edit resent on the same line, count once and are acknowledged as what they were",
    () => {
      const stage = new Stage(["editor", "waiter"], "");
      stage.write(0, 0, "a");
      stage.does({ do: "duplicate", who: 0 });
      stage.write(1, 0, "b");
      stage.up(0);
      stage.up(1);
      stage.commit();
      stage.down(1);
      stage.does({ do: "resend", who: 1 });
      stage.write(0, 1, "c");
      stage.up(0);
      stage.ends("acb");
    },
  ),

  schedule(
    "[S4] what was in flight, sent again as it was, lands where its author saw it: on a new line, and on one that slept",
    () => {
      for (const on of ["a new line", "one that slept"]) {
        const stage = new Stage(["editor", "burst"], "one two");
        for (const [at, letter] of [
          [3, "!"],
          [8, "?"],
          [9, "?"],
        ] as const)
          stage.write(1, at, letter);
        stage.write(0, 0, ">> ");
        stage.up(0);
        stage.up(1, on === "a new line" ? 2 : 1); // the rest is lost
        stage.commit();
        if (on === "a new line") stage.drop(1);
        else stage.does({ do: "hibernate" });
        stage.write(0, 3, "-- ");
        stage.up(0);
        stage.ends(">> -- one! two??");
      }
    },
  ),

  schedule("[S3] an edit that was written but not told of when the process died is not sent again", () => {
    const stage = new Stage(["editor", "editor"], "");
    stage.spell(0, 0, "ab");
    stage.up(0);
    stage.does({ do: "crash", kept: 0, written: true });
    stage.down(0);
    stage.arrive(0);
    stage.happened("own edit in the catch-up", 1);
    stage.ends("ab");
  }),

  schedule("[S3] an edit that was accepted and not written when the process died is sent again", () => {
    const stage = new Stage(["editor", "editor"], "");
    stage.write(1, 0, "z");
    stage.spell(0, 0, "ab");
    stage.up(1);
    stage.up(0, 1);
    stage.does({ do: "crash", kept: 1, written: false });
    stage.ends("abz");
  }),

  schedule(
    "[S2] hibernation between two edits in flight, others' edits between: the client joins again and nothing is lost",
    () => {
      const stage = new Stage(["editor", "editor"], "base");
      stage.write(1, 4, "x");
      stage.write(1, 5, "y");
      stage.write(1, 6, "z");
      stage.write(0, 0, "1");
      stage.up(0);
      stage.up(1, 1);
      stage.does({ do: "hibernate" });
      stage.up(1);
      stage.commit();
      stage.down(1);
      stage.happened("version_unknown", 1);
      stage.happened("rejoin", 1);
      stage.happened("sequence_gap", 1);
      stage.ends("1basexyz");
    },
  ),

  schedule("[J3] hibernation alone does not make a client join again", () => {
    const stage = new Stage(["editor", "editor"], "base");
    stage.write(1, 4, "x");
    stage.up(1, 1);
    stage.write(1, 5, "y");
    stage.does({ do: "hibernate" });
    stage.up(1);
    stage.write(0, 0, "1");
    stage.ends("1basexy");
    stage.happened("rejoin", 0);
  }),

  schedule("[J5] what a superseded line still held is nobody's", () => {
    const stage = new Stage(["editor", "editor"], "");
    stage.spell(0, 0, "ab");
    stage.drop(0, 1);
    stage.arrive(0);
    stage.happened("superseded", 1);
    stage.does({ do: "up", who: 0, frames: 3, late: true });
    stage.happened("late", 2);
    stage.ends("ab");
  }),

  schedule("[J4] what was typed offline stands before a later number's at the same place, though it comes last", () => {
    const stage = new Stage(["editor", "editor"], "abcdef");
    stage.drop(0);
    stage.write(0, 4, "X");
    stage.write(1, 2, "", 3);
    stage.write(1, 2, "Y");
    stage.up(1);
    stage.commit();
    stage.arrive(0);
    stage.shows(0, "abXYf");
    stage.ends("abXYf");
  }),

  schedule("[J4] in a catch-up with an own edit, what comes before it is not composed", () => {
    const stage = new Stage(["editor", "editor"], "abcdef");
    stage.write(1, 2, "", 3);
    stage.write(1, 2, "Y");
    stage.up(1);
    stage.write(0, 4, "X");
    stage.up(0);
    stage.commit();
    stage.drop(0);
    stage.arrive(0);
    stage.happened("own edit in the catch-up", 1);
    stage.ends("abXYf");
  }),

  schedule("[K3] a tab closed with edits in flight and a buffer opens again with all of them, once", () => {
    const stage = new Stage(["editor", "editor"], "", 2);
    stage.spell(0, 0, "abcd");
    stage.up(0, 1);
    stage.write(1, 0, "x");
    stage.up(1);
    stage.does({ do: "reopen", who: 0, crashed: false, kept: 0 });
    stage.arrive(0);
    stage.shows(0, "abcdx");
    stage.ends("abcdx");
  }),

  schedule("[K3] a crashed tab whose saved outbox is older than what it sent brings nothing twice", () => {
    const stage = new Stage(["editor", "editor"], "", 1);
    stage.spell(0, 0, "ab"); // "a" in flight, "b" in the buffer
    stage.does({ do: "save", who: 0 });
    stage.write(0, 2, "c"); // and now "bc"
    stage.up(0);
    stage.commit();
    stage.down(0); // the ack of "a" lets "bc" go
    stage.up(0);
    stage.does({ do: "reopen", who: 0, crashed: true, kept: 0 });
    stage.ends("abc");
  }),

  schedule(
    "[K4] after a rebirth what was typed since the checkpoint is given back, and what is pending arrives once",
    () => {
      const stage = new Stage(["editor", "editor"], "");
      stage.write(0, 0, "a");
      stage.up(0); // in the checkpoint, its ack never told
      stage.does({ do: "checkpoint" });
      stage.write(1, 0, "x");
      stage.up(1);
      stage.commit();
      stage.down(1);
      stage.write(0, 1, "b"); // still on its way when all is lost
      stage.does({ do: "rebirth", kept: 0 });
      stage.ends("ab");
      stage.happened("recovered restored", 1);
    },
  ),

  schedule("[K4] an outbox from before a rebirth is given back, not placed", () => {
    const stage = new Stage(["editor", "editor"], "");
    stage.does({ do: "checkpoint" });
    stage.write(0, 0, "a");
    stage.does({ do: "reopen", who: 0, crashed: false, kept: 0 }, { do: "rebirth", kept: 0 });
    stage.ends("");
    stage.happened("recovered unplaced", 1);
  }),

  schedule("[W3] whole texts typed ahead of their acks count once, others' edits between", () => {
    const stage = new Stage(["editor", "whole"], "ab");
    stage.write(1, 2, "1");
    stage.write(1, 3, "2");
    stage.write(0, 0, "x");
    stage.up(0);
    stage.up(1);
    stage.ends("xab12");
  }),

  schedule("[W3] a whole text that goes on from one told meanwhile takes nothing away", () => {
    const stage = new Stage(["editor", "whole"], "ab");
    stage.write(1, 2, "1");
    stage.write(0, 0, "x");
    stage.up(0);
    stage.commit();
    stage.down(1);
    stage.shows(1, "xab"); // what came stands in the place of what it showed
    stage.write(1, 3, "2");
    stage.up(1);
    stage.ends("xab12");
  }),

  schedule("[U2] undo takes back one's own typing from among others'", () => {
    const stage = new Stage(["editor", "editor"], "()");
    stage.write(0, 1, "abcd");
    stage.up(0);
    stage.commit();
    stage.down(1);
    stage.write(1, 3, "XY");
    stage.up(1);
    stage.commit();
    stage.down(0);
    stage.shows(0, "(abXYcd)");
    stage.does({ do: "undo", who: 0 });
    stage.shows(0, "(XY)");
    stage.does({ do: "redo", who: 0 });
    stage.ends("(abXYcd)");
  }),

  schedule("[C3] a caret inside what one deletes and another fills ends where the room has it", () => {
    const stage = new Stage(["editor", "editor", "editor"], "abcdef");
    stage.does({ do: "move", who: 2, at: [0.6] });
    stage.up(2);
    stage.commit();
    stage.down(0);
    stage.write(0, 1, "", 4);
    stage.write(1, 3, "X");
    stage.up(1);
    stage.ends("aXf");
  }),
];
