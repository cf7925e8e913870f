// What happens where a room is full. The tests that use these make rooms small first.
import { type Schedule, schedule } from "#collab/simulation/schedules";
import { Stage } from "#collab/simulation/stage";
import { TEXT_LENGTH_MAX } from "#protocol/limits";

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
];
