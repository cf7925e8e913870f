// s7: what the platform bills for typing: rows written, in the object and in D1, on a server that counts them.
import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Stage } from "./scenario.ts";
import { attend, Board, LETTERS, sameTexts, seed, Typist } from "./typing.ts";
import { METRICS_PATH } from "./meter.worker.ts";

/** Until what was typed is everywhere it will be: checkpoints are debounced. */
const SETTLING_MS = 12_000;

export async function rowsWritten(stage: Stage): Promise<Figures> {
  const { seconds } = stage.options;
  const room = await stage.newRoom();
  const clients = await stage.joinAll(Array<string>(5).fill(room));
  await seed(clients, 1_000);
  const typists = clients.map((client, i) => {
    const typist = new Typist(client, LETTERS[i]!, new Board(), 100 + 200 * i);
    attend(client, undefined, typist);
    return typist;
  });
  await wait(SETTLING_MS);
  const one = await per1000Keys(() => typists[0]!.type(10, seconds));
  const five = await per1000Keys(() => Promise.all(typists.map((typist, i) => typist.type(10, seconds, i * 20))));
  // Ten keys in a tenth of a second, then a pause: a line pasted, a key held, a word that came all at once.
  const bursts = await per1000Keys(async () => {
    for (let second = 0; second < seconds; second++) {
      await Promise.all([wait(1_000), ...typists.map((typist) => typist.type(100, 0.1))]);
    }
  });
  return {
    one: one.object,
    oneD1: one.d1,
    five: five.object,
    fiveD1: five.d1,
    bursts: bursts.object,
    burstsD1: bursts.d1,
    converged: Number(sameTexts(clients)),
  };

  async function per1000Keys(type: () => Promise<unknown>) {
    const before = { ...(await read()), keys: struck() };
    await type();
    await wait(SETTLING_MS);
    const now = await read();
    const thousands = (struck() - before.keys) / 1_000;
    return { object: (now.object - before.object) / thousands, d1: (now.d1 - before.d1) / thousands };
  }
  async function read() {
    const answer = await fetch(stage.url.replace("ws", "http") + METRICS_PATH);
    return (await answer.json()) as { object: number; d1: number };
  }
  function struck(): number {
    return typists.reduce((sum, { count }) => sum + count, 0);
  }
}
