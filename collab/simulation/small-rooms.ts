// What happens where a room is full. The tests that use these make rooms small first.
import { type Schedule, schedule } from "#collab/simulation/schedules";
import { Stage } from "#collab/simulation/stage";
import { PROJECT_LENGTH_MAX, TEXT_LENGTH_MAX } from "#protocol/limits";

const nearlyFull = "-".repeat(TEXT_LENGTH_MAX - 2);

export const smallRoomSchedules: readonly Schedule[] = [
  schedule(
    "[E6] in a full room a refused edit is given back, those behind it fall with it, the next one counts",
    () => {
      const stage = new Stage(["editor", "editor"], nearlyFull);
      stage.write(1, 0, "xy");
      stage.up(1);
      stage.spell(0, 0, "ab"); // the room is full when it arrives
      stage.up(0);
      stage.commit();
      stage.down(0, 2);
      stage.happened("too_large", 1);
      stage.happened("sequence_gap", 1);
      stage.happened("recovered refused", 1);
      stage.write(0, 2, "", 3);
      stage.spell(0, 2, "cd");
      stage.ends(`xycd${nearlyFull.slice(3)}`);
    },
  ),

  schedule("[E6] what is typed right after a refusal is not taken for what was behind the refused edit", () => {
    const stage = new Stage(["editor", "editor"], nearlyFull);
    stage.write(1, 0, "xy");
    stage.up(1);
    stage.commit();
    for (const [i, letter] of [..."ab"].entries()) {
      stage.write(0, i, letter);
      stage.up(0);
      stage.commit();
    }
    stage.down(0, 2); // the refusal of "a", not yet the one of "b"
    stage.shows(0, `xy${nearlyFull}`);
    stage.write(0, 2, "", 3);
    stage.spell(0, 2, "cd");
    stage.up(0);
    stage.ends(`xycd${nearlyFull.slice(3)}`);
    stage.happened("recovered refused", 1);
  }),

  schedule("[E6] an edit of one file that is refused takes none of another with it, behind it as it was", () => {
    const stage = new Stage(["editor", "editor"], nearlyFull, 8, { a: "b" });
    for (const who of [0, 1]) stage.does({ do: "open", who, file: 0.9, now: true });
    stage.turn(1, 0);
    stage.write(1, 0, "xy");
    stage.up(1);
    for (const [file, letter] of [
      [0, "1"],
      [1, "2"],
      [0, "3"],
      [1, "4"],
    ] as const) {
      stage.turn(0, file);
      stage.write(0, 0, letter);
    }
    stage.up(0);
    stage.happened("too_large", 0);
    stage.endsWith({ "main.py": `xy${nearlyFull}`, a: "42b" });
    stage.happened("recovered refused", 1);
  }),

  schedule("[D11] files that would be too much together do not come back", () => {
    const stage = new Stage(["editor"], nearlyFull);
    stage.write(0, 0, "", nearlyFull.length);
    stage.up(0);
    const full = "q".repeat(TEXT_LENGTH_MAX);
    const files = Math.floor(PROJECT_LENGTH_MAX / TEXT_LENGTH_MAX);
    for (let file = 0; file < files; file++) stage.wish(0, { path: `f${file}`, text: full });
    stage.up(0);
    stage.does({ do: "restore", to: 0 });
    stage.happened("restored", 0);
    stage.ends("");
  }),
];
