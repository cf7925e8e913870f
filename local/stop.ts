// One way to end: whoever asks, everything that was started is ended first.

const stops: (() => Promise<unknown>)[] = [];
let stopping = false;

/** The one started last is ended first. */
export function onStop(stop: () => Promise<unknown>): void {
  stops.unshift(stop);
}

export async function stopAll(): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const stop of stops) await stop().catch((error: unknown) => console.error(error));
  process.exit(0);
}

/** Once at the beginning, and again after anything that brings handlers of its own (Miniflare's exit with a failure). */
export function stopWhenAsked(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.on(signal, () => void stopAll());
  }
}

/** npm passes signals on, but a killed npm cannot: who kills it means us. */
export function stopWithNpm(): void {
  const npm = process.env["npm_lifecycle_event"] && process.ppid;
  if (npm) setInterval(() => process.ppid !== npm && void stopAll(), 500).unref();
}
