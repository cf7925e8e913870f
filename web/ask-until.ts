// Asking again for what did not come or is not there yet: later and later, and at once when the network is back.

type Pace = { firstMs: number; mostMs: number; stop?: AbortSignal };

/** Until the answer is yes, or `stop`. */
export async function askUntil(isSo: () => Promise<boolean>, { firstMs, mostMs, stop }: Pace): Promise<void> {
  for (let waitMs = firstMs; !stop?.aborted && !(await isSo()); waitMs = Math.min(2 * waitMs, mostMs))
    await someTime(waitMs, stop);
}

const someTime = (ms: number, stop: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    const over = new AbortController();
    const goOn = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(goOn, ms);
    addEventListener("online", goOn, { signal: over.signal });
    stop?.addEventListener("abort", goOn, { signal: over.signal });
  });
