// A run as data: who takes part and what happens, step by step. Positions are fractions, so that a step means something
// wherever shrinking puts it; a step that means nothing there does nothing.
import type { Cut } from "#collab/simulation/person";
import { type Hostile, hostiles } from "#collab/simulation/hostile";
import { Random } from "#collab/simulation/random";
import { type Wish, wishesOf } from "#collab/simulation/wishes";

export type Kind = "editor" | "viewer" | "waiter" | "burst" | "guest" | "whole" | "filer";

export type Step =
  /** Files are fractions of those that somebody knows, or shows. `in`: another one than was typed in last. */
  | { do: "edit"; who: number; cuts: Cut[]; pause?: number; in?: number }
  | { do: "open"; who: number; file: number; now?: boolean }
  | { do: "close"; who: number; file: number }
  | { do: "wish"; who: number; wishes: Wish[] }
  /** The same over REST, and the files of an earlier version: a fraction of those that there are. */
  | ({ do: "rest wish"; wishes: Wish[] } & Rest)
  | ({ do: "restore"; to: number } & Rest)
  | { do: "comment"; who: number; at: number[] }
  | { do: "resolve"; who: number; thread: number; resolved: boolean }
  /** Joins, with all that waits on the line and in the room going its way. */
  | { do: "arrive"; who: number }
  | { do: "undo" | "redo" | "connect" | "save" | "duplicate" | "resend" | "compare"; who: number }
  | { do: "move"; who: number; at: number[] }
  /** Frames on their way up or down arrive; `late`: those of the oldest line the person let go of. */
  | { do: "up"; who: number; frames: number; late?: boolean }
  | { do: "down"; who: number; frames: number }
  | { do: "commit" | "hibernate" | "checkpoint" | "forget" }
  | { do: "drop"; who: number; kept: number }
  | { do: "crash"; kept: number; written: boolean }
  | { do: "rebirth"; kept: number }
  | { do: "reopen"; who: number; crashed: boolean; kept: number }
  | { do: "rename" | "retitle" | "language"; who: number; value: string }
  /** A REST client replaces the text it read `back` versions ago. */
  | ({ do: "put"; back: number; cuts: Cut[]; file?: number } & Rest)
  /** A message that no honest client sends. */
  | { do: "hostile"; who: number; what: Hostile; at: number };

/** `as`: whose client id it says. Of a guest, or of somebody who has not come yet, the room knows none. */
type Rest = { as?: number };

/** `ahead`: edits that an editor has in flight before the next ones gather in its buffer. `files`: texts by path, beside `text`. */
export type Script = { cast: Kind[]; text: string; files?: Record<string, string>; ahead: number; steps: Step[] };

type Weights = Record<Step["do"], number>;

// How often each step happens in an ordinary run. Each run turns some of them up and some off: rare combinations
// need that the usual ones stay out of their way.
const usual: Weights = {
  edit: 34,
  open: 5,
  close: 1,
  wish: 5,
  "rest wish": 0.7,
  restore: 0.7,
  comment: 3,
  resolve: 2,
  compare: 0.7,
  undo: 4,
  redo: 2,
  move: 5,
  up: 26,
  down: 26,
  commit: 14,
  drop: 2,
  arrive: 2,
  connect: 6,
  duplicate: 2,
  resend: 2,
  hibernate: 2,
  crash: 1,
  checkpoint: 1,
  rebirth: 0.4,
  forget: 0.3,
  save: 1,
  reopen: 1.5,
  rename: 0.5,
  retitle: 0.5,
  language: 0.5,
  put: 1.5,
  hostile: 1.5,
};

export function scriptOf(seed: number): Script {
  const random = new Random(seed);
  const cast = Array.from({ length: 2 + random.int(4) }, (_, i): Kind =>
    i === 0 ? "editor" : random.weighted({ editor: 8, waiter: 1, burst: 2, guest: 1, whole: 1, filer: 1, viewer: 1 }),
  );
  // Two clients of whole texts would replace the same lines at once, and both versions of them stay: no promise is broken.
  const first = cast.indexOf("whole");
  const one = cast.map((kind, i) => (kind === "whole" && i !== first ? "waiter" : kind));
  const weights = { ...usual };
  for (const key of Object.keys(weights) as Step["do"][]) weights[key] *= random.pick([0, 1, 1, 1, 2, 5]);
  weights.edit = Math.max(weights.edit, 20);
  weights.up = Math.max(weights.up, 10);
  // Most runs begin when everybody has arrived, and many with files that are open.
  const arrive = random.chance(0.8) ? one.map((_, who): Step => ({ do: "arrive", who })) : [];
  const files: Record<string, string> = {};
  for (let count = random.pick([0, 1, 2, 2]); count > 0; count--)
    files[random.pick(["a.py", "lib/a.py", "x"])] = patternOf(random, random.int(8));
  if (random.chance(0.8) && arrive.length > 0)
    for (const who of one.keys()) arrive.push({ do: "open", who, file: random.fraction(), now: true });
  const steps = Array.from({ length: 60 + random.int(90) }, () => stepOf(random, random.weighted(weights), one.length));
  return {
    cast: one,
    text: patternOf(random, random.int(12)),
    ...(Object.keys(files).length > 0 && { files }),
    ahead: random.pick([8, 8, 3, 2, 1]),
    steps: [...arrive, ...steps],
  };
}

const hot = [0, 0.5, 0.999] as const;

const placeOf = (random: Random): number | "on" =>
  random.chance(0.35) ? "on" : random.chance(0.4) ? random.pick(hot) : random.fraction();

const patternOf = (random: Random, length: number) =>
  Array.from({ length }, () => random.weighted({ b: 8, a: 2, n: 1 })).join("");

function cutsOf(random: Random): Cut[] {
  return Array.from({ length: random.weighted({ 1: 8, 2: 2, 3: 1 }) === "1" ? 1 : 2 + random.int(2) }, () => {
    const kind = random.weighted({ insert: 6, remove: 3, replace: 2 });
    return {
      at: placeOf(random),
      ...(kind !== "insert" && { remove: 1 + random.int(random.chance(0.2) ? 12 : 3) }),
      ...(kind !== "remove" && { insert: patternOf(random, 1 + random.int(3)) }),
    };
  });
}

function stepOf(random: Random, kind: Step["do"], people: number): Step {
  const who = random.int(people);
  const kept = random.pick([0, 0.5, 1]);
  switch (kind) {
    case "edit":
      return {
        do: kind,
        who,
        cuts: cutsOf(random),
        ...(random.chance(0.3) && { pause: 1_000 }),
        ...(random.chance(0.15) && { in: random.fraction() }),
      };
    case "open":
      return { do: kind, who, file: random.fraction(), ...(random.chance(0.3) && { now: true }) };
    case "close":
      return { do: kind, who, file: random.fraction() };
    case "wish":
      return { do: kind, who, wishes: wishesOf(random) };
    case "rest wish":
      return { do: kind, wishes: wishesOf(random), as: who };
    case "restore":
      return { do: kind, to: random.fraction(), as: who };
    case "comment":
      return { do: kind, who, at: [random.fraction(), random.fraction()] };
    case "resolve":
      return { do: kind, who, thread: random.fraction(), resolved: random.chance(0.7) };
    case "move":
      return { do: kind, who, at: Array.from({ length: 1 + random.int(3) }, () => random.fraction()) };
    case "up":
      return { do: kind, who, frames: 1 + random.int(3), ...(random.chance(0.3) && { late: true }) };
    case "down":
      return { do: kind, who, frames: 1 + random.int(4) };
    case "drop":
      return { do: kind, who, kept };
    case "crash":
      return { do: kind, kept, written: random.chance(0.4) };
    case "rebirth":
      return { do: kind, kept };
    case "reopen":
      return { do: kind, who, crashed: random.chance(0.5), kept };
    case "rename":
    case "retitle":
      return { do: kind, who, value: `${kind}${random.int(100)}` };
    case "language":
      return { do: kind, who, value: random.pick(["go", "rust", "python"]) };
    case "put":
      return {
        do: kind,
        as: who,
        back: random.int(4),
        cuts: cutsOf(random),
        ...(random.chance(0.5) && { file: random.fraction() }),
      };
    case "hostile":
      return { do: kind, who, what: random.pick(hostiles), at: random.fraction() };
    case "commit":
    case "hibernate":
    case "checkpoint":
    case "forget":
      return { do: kind };
    case "arrive":
    case "compare":
    case "connect":
    case "duplicate":
    case "redo":
    case "resend":
    case "save":
    case "undo":
      return { do: kind, who };
  }
}
