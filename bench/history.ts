// s5, s6, s8: a room with a long past, joined, woken and returned to.
import { setTimeout as wait } from "node:timers/promises";
import { heapBytes } from "./heap.ts";
import { arrivedAt, MeasuredSocket, trafficOf } from "./measured-socket.ts";
import type { Figures, Stage } from "./scenario.ts";
import { paperTrace } from "./traces.ts";
import { attend, Board, inTime, median, sameTexts, seed, Typist, until } from "./typing.ts";

/** Keys typed before the reader must have seen them all. */
const WINDOW = 200;
const LOADING_MS_MAX = 420_000;

/** Types the whole trace into `room`, every edit by itself, with somebody reading along. */
export async function load(stage: Stage): Promise<Figures> {
  const { room, edits: editsMax } = stage.options;
  const trace = paperTrace(editsMax)!;
  const writer = await stage.join(room, true);
  const reader = await stage.join(room);
  const start = performance.now();
  let edits = 0;
  for (const { patches } of trace.txns) {
    for (const [pos, deleted, inserted] of patches) {
      if (deleted > 0) writer.remove(pos, deleted);
      if (inserted !== "") writer.insert(pos, inserted);
      edits += Number(deleted > 0) + Number(inserted !== "");
      await writer.calm?.();
      if (edits % WINDOW === 0) await until("the reader", () => reader.length === writer.length, 20_000, 0);
    }
    if (performance.now() - start > LOADING_MS_MAX)
      throw new Error(`only ${edits} edits in ${LOADING_MS_MAX / 1000} s`);
  }
  await until("the reader", () => reader.text() === trace.endContent, 60_000, 20);
  return { edits, editsPerSecond: (edits * 1000) / (performance.now() - start) };
}

/** s5: joins after a restart: the first one finds everything cold. */
export async function joins(stage: Stage): Promise<Figures> {
  const { room } = stage.options;
  const expected = paperTrace(stage.options.edits)!.endContent;
  const before = stage.server.memoryKB();
  const cold = await join();
  const memoryKB = stage.server.memoryKB() - before;
  await joinAndLeave(3);
  const warm = await joinAndLeave(9);
  MeasuredSocket.deflate = true;
  const deflated = await joinAndLeave(3);
  return {
    coldMs: cold.ms,
    warmMs: median(warm.map(({ ms }) => ms)),
    arrivedMs: median(warm.map(({ arrivedMs }) => arrivedMs)),
    deflatedMs: median(deflated.map(({ ms }) => ms)),
    kilobytes: median(warm.map(({ traffic }) => traffic.down / 1000)),
    deflatedKilobytes: median(deflated.map(({ traffic }) => traffic.wireDown / 1000)),
    memoryMB: memoryKB / 1024,
    converged: Number([cold, ...warm, ...deflated].every(({ same }) => same)),
  };

  async function joinAndLeave(times: number) {
    const joined: Awaited<ReturnType<typeof join>>[] = [];
    while (joined.length < times) {
      joined.push(await join());
      joined.at(-1)!.client.close();
    }
    return joined;
  }
  async function join() {
    const start = performance.now();
    const client = await stage.join(room);
    await until("the text", () => client.length === expected.length, 60_000, 0);
    const ms = performance.now() - start;
    const result = {
      ms,
      arrivedMs: arrivedAt - start,
      traffic: trafficOf(client.sockets),
      same: client.text() === expected,
    };
    await wait(200);
    return { ...result, client };
  }
}

/** What the object's isolate holds after a collection, with the room in it and without. */
export async function heap(stage: Stage): Promise<Figures> {
  await stage.join(await stage.newRoom());
  const before = await heapBytes(stage.inspector!);
  await stage.join(stage.options.room);
  await wait(500);
  return { heapMB: ((await heapBytes(stage.inspector!)) - before) / 1024 / 1024 };
}

/** s6: ten in the room fall silent until the object sleeps; then one types. */
export async function wake(stage: Stage): Promise<Figures> {
  const clients = await stage.joinAll(Array<string>(10).fill(stage.options.room), 3);
  const [writer, ...readers] = clients;
  const middle = Math.floor(writer!.length / 2);
  const waking: number[] = [];
  const awake: number[] = [];
  for (let round = 0; round < 3; round++) {
    await wait(52_000); // a checkpoint up to forty seconds after the last edit, then the ten of the platform
    for (const times of [waking, awake]) {
      const board = new Board();
      const typist = new Typist(writer!, "a", board, middle);
      for (const reader of readers) attend(reader, board);
      typist.strike();
      await inTime(() => board.arrived.length === readers.length, 20_000);
      times.push(Math.max(...board.arrived));
      await wait(1_000);
    }
  }
  return { wakingMs: median(waking), awakeMs: median(awake), converged: Number(sameTexts(clients)) };
}

const MISSED = 1_000;

/** s8: back after a thousand of others' edits. */
export async function resume(stage: Stage): Promise<Figures> {
  const room = await stage.newRoom();
  const away = await stage.join(room);
  const others = [await stage.join(room, true), await stage.join(room, true)];
  await seed([away, ...others], MISSED);
  const times: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < 3; round++) {
    away.pause();
    // In turns, so that no two edits in a row are one person's, which would make the catch-up shorter.
    const typists = others.map((client, i) => new Typist(client, "ab"[i]!, new Board(), (i + 1) * 300));
    for (const [i, client] of others.entries()) attend(client, undefined, typists[i]);
    for (let key = 0; key < MISSED; key++) {
      typists[key % 2]!.strike();
      await wait(2);
    }
    await until("the typists", () => sameTexts(others));
    const before = trafficOf(away.sockets);
    const start = performance.now();
    await away.resume();
    await until("catching up", () => away.length === others[0]!.length, 20_000, 0);
    times.push(performance.now() - start);
    bytes.push(trafficOf(away.sockets).down - before.down);
  }
  return { ms: median(times), kilobytes: median(bytes) / 1000, converged: Number(sameTexts([away, ...others])) };
}
