// Monaco's workers. One whose script does not come is an error that Monaco throws at the page, and whatever needs it is dead
// for as long as the page stands: so the script is brought first, which leaves it in the browser's cache.

/** The worker, once its script is here: asked for again until it comes. */
export async function fetchedWorker(url: string): Promise<Worker> {
  for (let waitMs = AGAIN_MS; !(await isHere(url)); waitMs = Math.min(2 * waitMs, AGAIN_MS_MAX)) await someTime(waitMs);
  return new Worker(url, { type: "module" });
}
const AGAIN_MS = 1_000;
const AGAIN_MS_MAX = 60_000;

const isHere = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.blob();
    return response.ok;
  } catch {
    return false;
  }
};

/** Or until the network is back. */
const someTime = (ms: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(goOn, ms);
    addEventListener("online", goOn, { once: true });
    function goOn(): void {
      clearTimeout(timer);
      removeEventListener("online", goOn);
      resolve();
    }
  });
