// Which runner there is: one at an address, one in a container of this deployment, or none.

/** What of the Worker's bindings says it. All of them may be missing. */
export type RunnerBindings = {
  RUNNER_URL?: string;
  RUNNER_TOKEN?: string;
  /** The containers' objects (runner-container.ts). */
  RUNNER?: { getByName(name: string): { fetch(request: Request): Promise<Response> } };
  /** How many containers serve all rooms; 0 or nothing: each room has its own. */
  RUNNER_SHARDS?: string;
};

export type RunnerPlace = {
  /** Tells this runner from others. */
  name: string;
  token: string;
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** A container sleeps when nobody asks it, and takes its time to start. */
  sleeps: boolean;
};

/** The runner for one room, or for requests that belong to none; undefined when there is none. */
export function runnerPlace(env: RunnerBindings, room?: string): RunnerPlace | undefined {
  const { RUNNER_URL: url, RUNNER_TOKEN: token, RUNNER: containers } = env;
  if (!token) return undefined; // a runner answers nobody without one
  if (url) {
    const base = url.replace(/\/+$/, "");
    return { name: base, token, sleeps: false, fetch: (path, init) => fetch(base + path, init) };
  }
  if (!containers) return undefined;
  const name = containerOf(room, Number(env.RUNNER_SHARDS) || 0);
  const container = containers.getByName(name);
  return {
    name,
    token,
    sleeps: true,
    fetch: (path, init) => container.fetch(new Request(`http://runner${path}`, init)),
  };
}

/** A room always has the same container: only there its run can be resumed. */
export function containerOf(room: string | undefined, shards: number): string {
  if (shards < 1) return room === undefined ? "no-room" : `room-${room}`;
  let hash = 0;
  for (const character of room ?? "") hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return `shard-${hash % shards}`;
}
