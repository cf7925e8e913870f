// Interleavings over several files, each written out. File 0 is main.py, the others are numbered as they are given.
import { type Schedule, schedule } from "#collab/simulation/schedules";
import { Stage } from "#collab/simulation/stage";
import type { Kind } from "#collab/simulation/script";

/** Two editors or more, all in file 1. */
function stageInFile(cast: Kind[], text: string, ahead = 8): Stage {
  const stage = new Stage(cast, "main", ahead, { "a.py": text });
  for (const [who, kind] of cast.entries()) {
    if (kind !== "editor") continue;
    stage.does({ do: "open", who, file: 0.9, now: true });
    stage.shows(who, text);
  }
  return stage;
}

export const fileSchedules: readonly Schedule[] = [
  schedule("[D6] what is typed in one file moves nothing in another, in flight as in a buffer", () => {
    const stage = stageInFile(["editor", "editor"], "bcd", 2);
    stage.turn(0, 0);
    stage.spell(0, 0, "xyz");
    stage.spell(1, 1, "123");
    for (const who of [0, 1, 1, 0]) stage.up(who, 1);
    stage.commit();
    stage.down(0);
    stage.shows(0, "xyzmain");
    stage.endsWith({ "main.py": "xyzmain", "a.py": "b123cd" });
  }),

  schedule(
    "[D6] typed ahead in two files in turn, over others' edits of both, all lands where its author saw it",
    () => {
      const stage = stageInFile(["editor", "editor"], "one two");
      for (const file of [1, 0]) {
        stage.turn(0, file);
        stage.write(0, 0, ">>");
      }
      for (const [file, at, text] of [
        [1, 3, "!"],
        [0, 4, "?"],
        [1, 8, "!"],
        [0, 5, "?"],
      ] as const) {
        stage.turn(1, file);
        stage.write(1, at, text);
      }
      stage.up(0, 1);
      stage.up(1, 2);
      stage.up(0, 1);
      stage.endsWith({ "main.py": ">>main??", "a.py": ">>one! two!" });
    },
  ),

  schedule("[D3] who knows only the main file learns that there are more versions, and goes on", () => {
    const stage = stageInFile(["editor", "waiter", "burst", "whole"], "b");
    stage.write(0, 0, "x");
    stage.wish(0, { path: "new.py" }, { file: 1, path: "c.py" });
    for (const who of [1, 2, 3]) stage.write(who, 0, String(who));
    stage.up(0);
    for (const who of [3, 2, 1]) stage.up(who);
    stage.commit();
    stage.happened("told only that there is one more version", 0);
    stage.down(1);
    stage.happened("told only that there is one more version", 2);
    stage.endsWith({ "main.py": "123main", "c.py": "xb", "new.py": "" });
  }),

  schedule("[D4] one renames a file and another deletes it, at once: both count", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.wish(0, { file: 1, path: "c.py" });
    stage.wish(1, { file: 1, deleted: true });
    stage.up(0);
    stage.up(1);
    stage.endsWith({ "main.py": "main" });
    stage.wish(0, { file: 1, deleted: false });
    stage.endsWith({ "main.py": "main", "c.py": "b" });
  }),

  schedule("[D4] of several wishes all are done, or nothing is", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.wish(0, { path: "c.py" }, { file: 1, path: "main.py" });
    stage.wish(0, { path: "c.py" }, { file: 9, path: "d.py" });
    stage.wish(0, { path: "c.py" }, { path: "a.py/in.py" });
    stage.wish(0, { path: "c.py" }, { file: 0, deleted: true });
    stage.endsWith({ "main.py": "main", "a.py": "b" });
    stage.wish(0, { file: 0, path: "a.py" }, { file: 1, path: "main.py" }); // what they are together is what counts
    stage.endsWith({ "a.py": "main", "main.py": "b" });
  }),

  schedule(
    "[D5] what is typed into a file that somebody has just deleted comes back with it, under a free name",
    () => {
      const stage = stageInFile(["editor", "editor"], "b");
      stage.wish(0, { file: 1, deleted: true }, { path: "a.py", text: "other" });
      stage.up(0);
      stage.write(1, 1, "c");
      stage.endsWith({ "main.py": "main", "a.py": "other" });
      stage.wish(1, { file: 1, deleted: false });
      stage.endsWith({ "main.py": "main", "a (2).py": "bc", "a.py": "other" });
    },
  ),

  schedule("[D7] a file is opened while others type in it, closed, and opened again", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.does({ do: "close", who: 0, file: 0 });
    stage.spell(1, 1, "cd");
    stage.up(1, 1);
    stage.turn(0, 1);
    stage.up(0);
    stage.up(1);
    stage.commit();
    stage.down(0);
    stage.shows(0, "bcd");
    stage.write(0, 3, "e");
    stage.endsWith({ "main.py": "main", "a.py": "bcde" });
  }),

  schedule("[D9] who comes back with nothing pending is told of all files in one", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.drop(0);
    stage.turn(1, 0);
    stage.write(1, 0, "?");
    stage.turn(1, 1);
    stage.write(1, 1, "c");
    stage.wish(1, { path: "new.py", text: "q" }, { file: 1, path: "b.py" });
    stage.up(1);
    stage.turn(1, 0);
    stage.write(1, 5, "!");
    stage.up(1);
    stage.commit();
    stage.arrive(0);
    stage.shows(0, "bc");
    stage.endsWith({ "main.py": "?main!", "b.py": "bc", "new.py": "q" });
  }),

  schedule("[D9] who comes back with edits of two files pending is told what came between, file by file", () => {
    const stage = stageInFile(["editor", "editor"], "bcd");
    stage.write(0, 3, "1"); // the room has it, its ack is lost
    stage.up(0);
    stage.drop(0);
    stage.write(0, 4, "2");
    stage.turn(0, 0);
    stage.write(0, 4, "3");
    stage.write(1, 0, "x");
    stage.wish(1, { file: 1, path: "b.py" });
    stage.turn(1, 0);
    stage.write(1, 0, "y");
    stage.up(1);
    stage.commit();
    stage.arrive(0);
    stage.happened("own edit in the catch-up", 1);
    stage.endsWith({ "main.py": "ymain3", "b.py": "xbcd12" });
  }),

  schedule("[K3] a tab closed with edits of two files opens again with all of them, and with both files", () => {
    const stage = stageInFile(["editor", "editor"], "b", 1);
    stage.write(0, 1, "1");
    stage.turn(0, 0);
    stage.write(0, 4, "2");
    stage.up(0);
    stage.write(1, 0, "x");
    stage.up(1);
    stage.does({ do: "reopen", who: 0, crashed: false, kept: 0 });
    stage.arrive(0);
    stage.turn(0, 1);
    stage.shows(0, "xb1");
    stage.endsWith({ "main.py": "main2", "a.py": "xb1" });
  }),

  schedule(
    "[K7] a crashed tab's outbox has numbered its buffers as they were sent later, whatever was typed since",
    () => {
      const stage = stageInFile(["editor", "editor"], "b", 1);
      stage.turn(0, 0);
      stage.write(0, 0, "1"); // in flight
      stage.turn(0, 1);
      stage.write(0, 0, "2"); // in a buffer
      stage.does({ do: "save", who: 0 });
      stage.turn(0, 0);
      stage.write(0, 1, "3"); // in another, which must not overtake it
      for (let ack = 0; ack < 2; ack++) {
        stage.up(0);
        stage.commit();
        stage.down(0);
      }
      stage.does({ do: "reopen", who: 0, crashed: true, kept: 0 });
      stage.endsWith({ "main.py": "1main", "a.py": "2b" });
    },
  ),

  schedule("[D10] a caret is in its file, moves with the edits there, and is right when somebody opens it", () => {
    const stage = stageInFile(["editor", "editor"], "bcd");
    stage.does({ do: "close", who: 0, file: 0 }, { do: "move", who: 1, at: [0.6] });
    stage.up(1);
    stage.write(1, 0, "x"); // the caret of whoever types goes along, and is not told
    stage.write(0, 0, "y"); // in the main file
    stage.up(0);
    stage.up(1);
    stage.commit();
    stage.does({ do: "hibernate" }, { do: "open", who: 0, file: 0.9, now: true });
    stage.shows(0, "xbcd");
    stage.endsWith({ "main.py": "ymain", "a.py": "xbcd" });
  }),

  schedule(
    "[D11] the files of an earlier version come back as edits, and what somebody is typing meanwhile stays",
    () => {
      const stage = stageInFile(["editor", "editor"], "bcd");
      stage.wish(0, { file: 1, path: "lib/a.py" }, { path: "later.py", text: "later" });
      stage.write(0, 0, "x");
      stage.up(0);
      stage.wish(0, { file: 1, deleted: true });
      stage.up(0);
      stage.write(1, 3, "y");
      stage.does({ do: "restore", to: 0 });
      stage.happened("restored", 1);
      stage.endsWith({ "main.py": "main", "a.py": "bcdy" });
      stage.wish(0, { file: 2, deleted: false });
      stage.endsWith({ "main.py": "main", "a.py": "bcdy", "later.py": "later" });
    },
  ),

  schedule("[D12] what somebody asks for by REST is mapped over like anybody's edit by what they type ahead", () => {
    const stage = new Stage(["editor", "editor"], "ab");
    stage.write(0, 0, "x");
    stage.up(0);
    stage.commit();
    stage.down(1);
    stage.write(0, 1, "y"); // in flight, on top of what has not been acknowledged
    stage.does({ do: "restore", to: 0, as: 0 });
    stage.happened("asked for by a member", 1);
    stage.write(0, 2, "z");
    stage.up(0);
    stage.write(1, 3, "!"); // behind the x, which is there no more
    stage.up(1);
    stage.ends("yzab!");
    stage.does({ do: "undo", who: 0 }, { do: "undo", who: 0 }); // of what was typed; what was restored is no step of it
    stage.ends("ab!");
  }),

  schedule("[U2] undo of one file takes back nothing of another", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.write(0, 1, "1");
    stage.turn(0, 0);
    stage.write(0, 4, "2");
    stage.turn(0, 1);
    stage.does({ do: "undo", who: 0 });
    stage.shows(0, "b");
    stage.endsWith({ "main.py": "main2", "a.py": "b" });
  }),

  schedule("[D1] after a rebirth a file that the checkpoint does not have is given back", () => {
    const stage = new Stage(["editor", "editor"], "main");
    stage.does({ do: "checkpoint" });
    stage.wish(0, { path: "new.py" });
    stage.does({ do: "arrive", who: 0 });
    stage.turn(0, 1);
    stage.does({ do: "arrive", who: 0 });
    stage.write(0, 0, "x");
    stage.does({ do: "rebirth", kept: 0 });
    stage.endsWith({ "main.py": "main" });
    stage.happened("recovered restored", 1);
  }),

  schedule("[K8] what is pending when a room comes back goes to no other file that has the number now", () => {
    const stage = new Stage(["editor", "editor"], "main");
    stage.does({ do: "checkpoint" });
    stage.wish(0, { path: "mine.py", text: "mine" });
    stage.does({ do: "arrive", who: 0 });
    stage.turn(0, 1);
    stage.does({ do: "arrive", who: 0 });
    stage.shows(0, "mine");
    stage.write(0, 4, "x");
    stage.does({ do: "rebirth", kept: 0 });
    for (const who of [0, 1]) stage.down(who);
    stage.does({ do: "arrive", who: 1 });
    stage.wish(1, { path: "theirs.py", text: "theirs" });
    stage.up(1);
    stage.does({ do: "commit" });
    stage.arrive(0);
    stage.shows(0, "theirs");
    stage.endsWith({ "main.py": "main", "theirs.py": "theirs" });
    stage.happened("recovered restored", 1);
  }),

  schedule("[K8] what is pending in a file that the checkpoint has arrives after the rebirth", () => {
    const stage = stageInFile(["editor", "editor"], "b");
    stage.does({ do: "checkpoint" });
    stage.write(0, 1, "x");
    stage.does({ do: "rebirth", kept: 0 });
    stage.endsWith({ "main.py": "main", "a.py": "bx" });
    stage.happened("recovered restored", 0);
  }),
];
