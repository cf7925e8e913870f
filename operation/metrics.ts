// What this process has counted and what it holds, in the text form that Prometheus reads. In module memory: all of the
// truth where one workerd serves everything; on Cloudflare every isolate has its own.

/** Only ever counted up; a plain addition each, because some are made for every commit. */
export const counters = {
  edits: 0,
  commits: 0,
  checkpoints: 0,
  checkpointFailures: 0,
  joins: 0,
  runs: 0,
  roomsForgotten: 0,
  errors: 0,
};

const help: Record<keyof typeof counters, string> = {
  edits: "Edits accepted.",
  commits: "Commits written to rooms' storage; a crowd's edits share one.",
  checkpoints: "Checkpoints that D1 has taken.",
  checkpointFailures: "Checkpoints that D1 has not taken; they are repeated.",
  joins: "Sockets that joined a room.",
  runs: "Programs that rooms have started.",
  roomsForgotten: "Rooms deleted because nobody came back to them.",
  errors: "Entries of the log at level error.",
};

/** What a room tells of itself when it is asked. */
export interface AwakeRoom {
  /** How far D1 is behind this room: in versions, and since when, in ms. */
  behind(): { versions: number; since: number | undefined };
}

// Rooms leave memory without a word: what holds them here must not keep them.
const awake = new Map<string, WeakRef<AwakeRoom>>();
const gone = new FinalizationRegistry<{ id: string; room: WeakRef<AwakeRoom> }>(({ id, room }) => {
  if (awake.get(id) === room) awake.delete(id);
});

/** The room is in memory now; a former life of it is not any more. */
export function roomAwake(id: string, room: AwakeRoom): void {
  const held = new WeakRef(room);
  awake.set(id, held);
  gone.register(room, { id, room: held });
}

export function roomGone(id: string): void {
  awake.delete(id);
}

/** The open sockets, those of sleeping rooms included. By id, because some ends are told twice. */
export const sockets = new Set<string>();

const requests = new Map<string, number>();

/** `route` is a pattern of ours, so there are few. */
export function countRequest(method: string, route: string, status: number): void {
  const labels = `method="${method}",route="${route}",status="${status}"`;
  requests.set(labels, (requests.get(labels) ?? 0) + 1);
}

export function metricsText(now: number): string {
  const rooms = [...awake.values()].flatMap((room) => room.deref()?.behind() ?? []);
  const versions = Math.max(0, ...rooms.map((room) => room.versions));
  const since = Math.min(now, ...rooms.map((room) => room.since ?? now));
  const lines = [
    ...gauge("rooms_awake", "Rooms in memory.", rooms.length),
    ...gauge("sockets", "Open sockets.", sockets.size),
    ...gauge("checkpoint_lag_versions", "The most versions that D1 lacks of a room in memory.", versions),
    ...gauge(
      "checkpoint_lag_seconds",
      "The longest that D1 has lacked something of a room in memory.",
      (now - since) / 1_000,
    ),
    ...Object.entries(counters).flatMap(([name, value]) => {
      const metric = `tandem_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}_total`;
      return [...head(metric, "counter", help[name as keyof typeof counters]), `${metric} ${value}`];
    }),
    ...head("tandem_requests_total", "counter", "Requests that the Worker has answered; sockets count as 101."),
    ...[...requests].map(([labels, count]) => `tandem_requests_total{${labels}} ${count}`),
  ];
  return `${lines.join("\n")}\n`;
}

const gauge = (name: string, words: string, value: number) => [
  ...head(`tandem_${name}`, "gauge", words),
  `tandem_${name} ${value}`,
];
const head = (name: string, type: string, words: string) => [`# HELP ${name} ${words}`, `# TYPE ${name} ${type}`];
