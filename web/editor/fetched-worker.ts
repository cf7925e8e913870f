// Monaco's workers. One whose script does not come is an error that Monaco throws at the page, and whatever needs it is dead
// for as long as the page stands: so the script is brought first, which leaves it in the browser's cache.
import { askUntil } from "#web/ask-until";

/** The worker, once its script is here: asked for again until it comes. */
export async function fetchedWorker(url: string): Promise<Worker> {
  await askUntil(() => isHere(url), { firstMs: 1_000, mostMs: 60_000 });
  return new Worker(url, { type: "module" });
}

const isHere = async (url: string): Promise<boolean> => {
  try {
    const response = await fetch(url);
    await response.blob();
    return response.ok;
  } catch {
    return false;
  }
};
