// Scripts that once failed, shrunk: what chance found stays found.
import type { Script } from "#collab/simulation/script";

export const pinned: readonly { name: string; script: Script }[] = [
  {
    name: "[T1] an insert beside a deletion ties with an insert there; the two are no replacement on the wire",
    script: {
      cast: ["editor", "waiter", "editor"],
      text: "aabbnbbnbb",
      ahead: 8,
      steps: [
        { do: "arrive", who: 2 },
        { do: "arrive", who: 1 },
        { do: "edit", who: 1, cuts: [{ at: 0.1, insert: "b" }] },
        {
          do: "edit",
          who: 2,
          cuts: [
            { at: 0.1, insert: "bb" },
            { at: 0.1, remove: 4 },
          ],
        },
        { do: "up", who: 1, frames: 1 },
        { do: "commit" },
      ],
    },
  },
  {
    name: "[K4] what a checkpoint holds is not sent again after the rebirth, though its ack was lost",
    script: {
      cast: ["editor"],
      text: "bb",
      ahead: 8,
      steps: [
        { do: "arrive", who: 0 },
        { do: "edit", who: 0, cuts: [{ at: 0.36, remove: 3, insert: "baa" }] },
        { do: "up", who: 0, frames: 3 },
        { do: "checkpoint" },
        { do: "rebirth", kept: 0 },
      ],
    },
  },
  {
    name: "[C3] carets of others end where the room has them, though edits crossed",
    script: {
      cast: ["editor", "waiter", "editor"],
      text: "bbanbbbbbb",
      ahead: 8,
      steps: [
        { do: "arrive", who: 0 },
        { do: "arrive", who: 1 },
        { do: "arrive", who: 2 },
        { do: "move", who: 0, at: [0.92, 0.67] },
        { do: "up", who: 0, frames: 1 },
        { do: "commit" },
        { do: "down", who: 2, frames: 9 },
        { do: "edit", who: 2, cuts: [{ at: 0.15, remove: 11 }] },
        { do: "edit", who: 1, cuts: [{ at: 0.375, insert: "bb" }] },
        { do: "up", who: 1, frames: 1 },
      ],
    },
  },
  {
    name: "[W1] an ack brings the text when others' edits were told meanwhile, though they did not move the edit",
    script: {
      cast: ["editor", "waiter", "whole"],
      text: "",
      ahead: 8,
      steps: [
        { do: "arrive", who: 2 },
        { do: "edit", who: 2, cuts: [{ at: "on", insert: "b" }] },
        { do: "up", who: 2, frames: 3 },
        { do: "edit", who: 2, cuts: [{ at: 0, remove: 3 }] },
        { do: "edit", who: 2, cuts: [{ at: 0, insert: "bbb" }] },
        { do: "arrive", who: 1 },
        { do: "edit", who: 1, cuts: [{ at: 0, remove: 7 }] },
        { do: "up", who: 1, frames: 2 },
        { do: "checkpoint" },
      ],
    },
  },
  {
    name: "[W1] a text that an ack brought is not told again behind it",
    script: {
      cast: ["editor", "whole"],
      text: "bbbbb",
      ahead: 8,
      steps: [
        { do: "arrive", who: 0 },
        { do: "arrive", who: 1 },
        { do: "edit", who: 0, cuts: [{ at: 0, insert: "bba" }] },
        { do: "edit", who: 1, cuts: [{ at: 0, insert: "n" }] },
        { do: "up", who: 0, frames: 3 },
        { do: "up", who: 1, frames: 1 },
        { do: "commit" },
        { do: "down", who: 1, frames: 1 },
        { do: "edit", who: 1, cuts: [{ at: "on", insert: "b" }] },
      ],
    },
  },
  {
    name: "[W3] a whole text typed on one that an ack brought leaves the sender's later ones standing",
    script: {
      cast: ["editor", "whole", "waiter"],
      text: "bbbbbbba",
      ahead: 8,
      steps: [
        { do: "arrive", who: 0 },
        { do: "arrive", who: 1 },
        { do: "edit", who: 0, cuts: [{ at: 0.15, insert: "b" }] },
        { do: "edit", who: 1, cuts: [{ at: 0.98, insert: "ab" }] },
        { do: "up", who: 0, frames: 1 },
        { do: "commit" },
        { do: "down", who: 1, frames: 2 },
        { do: "up", who: 1, frames: 2 },
        { do: "edit", who: 1, cuts: [{ at: 0.53, insert: "bb" }] },
        { do: "arrive", who: 2 },
        { do: "down", who: 1, frames: 2 },
        { do: "edit", who: 1, cuts: [{ at: 0.73, remove: 12, insert: "b" }] },
      ],
    },
  },
  {
    name: "[J4] a missed deletion and what was then typed in its place are two edits, to what is pending there",
    script: {
      cast: ["editor", "editor"],
      text: "abbbbb",
      ahead: 2,
      steps: [
        { do: "arrive", who: 0 },
        { do: "arrive", who: 1 },
        { do: "edit", who: 0, cuts: [{ at: 0.5, remove: 7 }] },
        { do: "edit", who: 0, cuts: [{ at: "on", insert: "bbb" }] },
        { do: "edit", who: 1, cuts: [{ at: 0.5, insert: "bbn" }] },
        { do: "drop", who: 1, kept: 1 },
      ],
    },
  },
];
