// The worker that formats: begun when it is first needed, ended when it takes too long.
// oxlint-disable import/default -- Vite makes this module
import FormatWorker from "./format-worker?worker";
import type { FormatAnswer, FormatRequest } from "./format-worker";

/** Measured on a busy machine: 5,000 lines of JavaScript take about a second. */
const PATIENCE_MS = 10_000;

let worker: Worker | undefined;

/** One at a time. */
export function format(request: FormatRequest): Promise<FormatAnswer | { result: "late" }> {
  const asked = (worker ??= new FormatWorker());
  return new Promise((resolve) => {
    const stop = new AbortController();
    const { signal } = stop;
    const settle = (said: FormatAnswer | { result: "late" }, isBroken: boolean) => {
      stop.abort();
      clearTimeout(timer);
      if (isBroken) {
        asked.terminate();
        worker = undefined;
      }
      resolve(said);
    };
    const timer = setTimeout(() => settle({ result: "late" }, true), PATIENCE_MS);
    asked.addEventListener(
      "message",
      ({ data }: MessageEvent<FormatAnswer>) => settle(data, data.result === "missing"),
      {
        signal,
      },
    );
    asked.addEventListener("error", () => settle({ result: "missing" }, true), { signal });
    asked.postMessage(request);
  });
}
