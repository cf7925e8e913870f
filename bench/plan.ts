// What is measured: scenarios with their servers, and roughly how long each takes.
import type { Play } from "./client.ts";
import type { ScenarioOptions } from "./scenario.ts";
import type { ServerName } from "./servers.ts";

export type Scenario = {
  play: Play;
  servers: readonly ServerName[];
  options?: Partial<ScenarioOptions>;
  /** In the room that the recorded session was typed into, on a copy of the data that were left then. */
  inPaperRoom?: boolean;
  /** Rows are counted and the heap can be looked at; no time of this is reported. */
  metered?: boolean;
  /** In seconds, beside the typing. */
  overhead: number;
};

const everybody = ["tandem", "y-partyserver", "hocuspocus", "sharedb", "relay", "relay-row"] as const;
const keepers = ["tandem", "y-partyserver", "hocuspocus", "sharedb"] as const;
const sleepers = ["tandem", "y-partyserver"] as const;
const rates = [1_000, 2_000, 4_000, 6_000, 8_000, 12_000, 16_000, 20_000, 24_000, 32_000];

// The letter behind a number: z with permessage-deflate, n with 40 ms of delay each way.
export const scenarios: Record<string, Scenario> = {
  s1: { play: "oneTypes", servers: everybody, overhead: 6 },
  s1z: { play: "oneTypes", servers: everybody, options: { deflate: true }, overhead: 6 },
  s1n: { play: "oneTypes", servers: everybody, options: { delayMs: 40 }, overhead: 7 },
  s2: { play: "fiveOfManyType", servers: everybody, overhead: 7 },
  s2z: { play: "fiveOfManyType", servers: ["tandem", "relay", "relay-row"], options: { deflate: true }, overhead: 7 },
  s2n: { play: "fiveOfManyType", servers: everybody, options: { delayMs: 40, clients: 20 }, overhead: 8 },
  s3: { play: "fasterAndFaster", servers: everybody, options: { rates }, overhead: 30 },
  s3z: {
    play: "fasterAndFaster",
    servers: ["tandem", "relay", "relay-row"],
    options: { rates, deflate: true },
    overhead: 30,
  },
  s4: { play: "manyRooms", servers: everybody, overhead: 14 },
  s4z: { play: "manyRooms", servers: ["tandem", "relay"], options: { deflate: true }, overhead: 10 },
  s5: { play: "joins", servers: keepers, inPaperRoom: true, overhead: 10 },
  s5h: { play: "heap", servers: sleepers, inPaperRoom: true, metered: true, overhead: 8 },
  s6: { play: "wake", servers: sleepers, inPaperRoom: true, overhead: 170 },
  s7: { play: "rowsWritten", servers: ["tandem", "y-partyserver", "relay-row"], metered: true, overhead: 75 },
  s8: { play: "resume", servers: keepers, overhead: 18 },
};

const typingTimes: Partial<Record<Play, number>> = { oneTypes: 1, fiveOfManyType: 1, manyRooms: 1, rowsWritten: 3 };

/** Roughly, with starting and stopping a server. */
export function secondsOf({ play, overhead }: Scenario, seconds: number): number {
  return overhead + (typingTimes[play] ?? 0) * seconds + 5;
}

const loadings: Partial<Record<ServerName, number>> = {
  tandem: 40,
  "y-partyserver": 110,
  hocuspocus: 60,
  sharedb: 200,
};

/** Typing the recorded session, and waiting until it is saved. */
export function loadingSeconds(server: ServerName): number {
  return (loadings[server] ?? 0) + 20;
}
