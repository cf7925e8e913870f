// s1 to s4: people type, others see it.
import { setTimeout as wait } from "node:timers/promises";
import { ownCpuSeconds } from "./machine.ts";
import { trafficOf, trafficSince } from "./measured-socket.ts";
import type { Client } from "./peers/peer.ts";
import type { Figures, Stage } from "./scenario.ts";
import {
  attend,
  Board,
  inTime,
  LETTERS,
  lettersIn,
  quantile,
  sameTexts,
  seed,
  seedText,
  Typist,
  until,
} from "./typing.ts";

const KEYS_PER_SECOND = 50; // as fast as nobody types, so that a percentile rests on many
const SEED_LENGTH = 1_000;

/** s1: two in a room, one types. */
export async function oneTypes(stage: Stage): Promise<Figures> {
  const room = await stage.newRoom();
  const [writer, reader] = [await stage.join(room), await stage.join(room)];
  await wait(500);
  const board = new Board();
  const typist = new Typist(writer, "a", board, 0);
  attend(writer, undefined, typist);
  attend(reader, board);
  typist.strike(); // an editor's caret comes to a new place once, not with every key
  await wait(500);
  const before = {
    writer: trafficOf(writer.sockets),
    reader: trafficOf(reader.sockets),
    cpu: stage.server.cpuSeconds(),
    seen: board.arrived.length,
  };
  await typist.type(KEYS_PER_SECOND, stage.options.seconds);
  await inTime(() => board.arrived.length === typist.count, 5_000);
  const cpu = stage.server.cpuSeconds() - before.cpu;
  await wait(300);
  const keys = typist.count - 1;
  const up = trafficSince(before.writer, trafficOf(writer.sockets));
  const down = trafficSince(before.reader, trafficOf(reader.sockets));
  const latencies = board.arrived.slice(before.seen);
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    appliedP50: quantile(board.applied.slice(before.seen), 0.5),
    up: up.up / keys,
    down: down.down / keys,
    wireUp: up.wireUp / keys,
    wireDown: down.wireDown / keys,
    // A frame this short has a header of 2 bytes, and 4 of mask on the way up.
    wireUpBare: (up.wireUp - 6 * up.framesUp) / keys,
    wireDownBare: (down.wireDown - 2 * down.framesDown) / keys,
    ack: up.down / keys,
    cpuMs: (cpu * 1000) / keys,
    lost: typist.count - lettersIn(reader.text()),
    converged: Number(sameTexts([writer, reader])),
  };
}

/** s2: a full room, five type at human speed. */
export async function fiveOfManyType(stage: Stage): Promise<Figures> {
  const { seconds, clients: count } = stage.options;
  const room = await stage.newRoom();
  const clients = await stage.joinAll(Array<string>(count).fill(room), 5);
  await seed(clients, SEED_LENGTH);
  await wait(500);
  const board = new Board();
  const typists = typistsIn(clients, 5, board);
  for (const [i, client] of clients.entries()) attend(client, board, typists[i]);
  const before = {
    readers: trafficOf(clients.slice(5).flatMap(socketsOf)),
    cpu: stage.server.cpuSeconds(),
    own: ownCpuSeconds(),
    at: performance.now(),
  };
  await Promise.all(typists.map((typist, i) => typist.type(10, seconds, i * 20)));
  const keys = typists.reduce((sum, typist) => sum + typist.count, 0);
  await inTime(() => board.arrived.length >= keys * (count - 1), 5_000);
  const cpu = stage.server.cpuSeconds() - before.cpu;
  const own = (ownCpuSeconds() - before.own) / ((performance.now() - before.at) / 1000);
  await wait(700);
  const down = trafficSince(before.readers, trafficOf(clients.slice(5).flatMap(socketsOf)));
  return {
    p50: quantile(board.arrived, 0.5),
    p99: quantile(board.arrived, 0.99),
    appliedP50: quantile(board.applied, 0.5),
    appliedP99: quantile(board.applied, 0.99),
    down: down.down / keys / (count - 5),
    wireDown: down.wireDown / keys / (count - 5),
    cpuMs: (cpu * 1000) / keys,
    clientCores: own,
    lost: keys * (count - 1) - board.arrived.length,
    converged: Number(sameTexts(clients)),
  };
}

/** s3: ten in a room, four type ever faster: the last rate at which keys are seen within 250 ms. */
export async function fasterAndFaster(stage: Stage): Promise<Figures> {
  let best: Figures = { rate: 0 };
  for (let i = 0, failures = 0; i < stage.options.rates.length && failures < 2; i++) {
    const step = await typeAt(stage.options.rates[i] ?? 0, stage);
    if (step["passed"]) best = step;
    failures = step["passed"] ? 0 : failures + 1;
  }
  return best;
}

async function typeAt(rate: number, stage: Stage): Promise<Figures> {
  const room = await stage.newRoom();
  const clients = await stage.joinAll(Array<string>(10).fill(room), 5);
  await seed(clients, SEED_LENGTH);
  await wait(300);
  const board = new Board();
  const typists = typistsIn(clients, 4, board);
  for (const [i, client] of clients.entries()) {
    if (i < 4) attend(client, undefined, typists[i]);
    else if (i === 4) attend(client, board);
    // What five more clients make of it would be measured as the server's slowness; that it is sent to them is what counts.
    else for (const socket of client.sockets) socket.sink = true;
  }
  const seconds = 2;
  const start = { cpu: stage.server.cpuSeconds(), own: ownCpuSeconds(), at: performance.now() };
  await Promise.all(typists.map((typist) => typist.type(rate / 4, seconds)));
  const typedInTime = performance.now() - start.at < seconds * 1_150;
  const keys = typists.reduce((sum, typist) => sum + typist.count, 0);
  const complete = await inTime(() => board.arrived.length >= keys, 6_000);
  const elapsed = (performance.now() - start.at) / 1000;
  const p99 = quantile(board.arrived, 0.99);
  const [cpu, own] = [stage.server.cpuSeconds() - start.cpu, ownCpuSeconds() - start.own];
  await wait(200);
  const active = clients.slice(0, 5);
  const figures = {
    rate,
    p50: quantile(board.arrived, 0.5),
    p99,
    cpuUs: (cpu * 1e6) / keys,
    serverCores: cpu / elapsed,
    clientCores: own / elapsed,
    messages: trafficOf(active.slice(0, 4).flatMap(socketsOf)).framesUp / keys,
    lost: keys - lettersIn(clients[4]!.text()),
    converged: Number(sameTexts(active)),
    passed: Number(complete && typedInTime && p99 <= 250),
  };
  for (const client of clients) client.close();
  await wait(300);
  return figures;
}

/** s4: many rooms of two. */
export async function manyRooms(stage: Stage): Promise<Figures> {
  const count = 200;
  const pairs = await roomsOfTwo(stage, count);
  const before = { cpu: stage.server.cpuSeconds(), own: ownCpuSeconds(), at: performance.now() };
  const boards = pairs.map(() => new Board());
  const typists = pairs.flatMap((pair, room) =>
    pair.map((client, i) => {
      const typist = new Typist(client, LETTERS[i]!, boards[room]!, 250 + 500 * i);
      attend(client, boards[room], typist);
      return typist;
    }),
  );
  await Promise.all(typists.map((typist) => typist.type(2, stage.options.seconds, Math.random() * 500)));
  const keys = typists.reduce((sum, typist) => sum + typist.count, 0);
  await inTime(() => boards.reduce((sum, board) => sum + board.arrived.length, 0) >= keys, 5_000);
  const own = (ownCpuSeconds() - before.own) / ((performance.now() - before.at) / 1000);
  const cpu = stage.server.cpuSeconds() - before.cpu;
  const latencies = boards.flatMap(({ arrived }) => arrived);
  // As many more, beside these: what a server grows by while it first runs its code is not the rooms'. Not before the
  // typing: these would fall asleep in the midst of it, 200 at once.
  const grown = stage.server.memoryKB();
  await roomsOfTwo(stage, count);
  return {
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpuMs: (cpu * 1000) / keys,
    clientCores: own,
    memoryKB: (stage.server.memoryKB() - grown) / count,
    lost: keys - latencies.length,
    converged: pairs.filter((pair) => sameTexts(pair)).length / count,
  };
}

async function roomsOfTwo(stage: Stage, count: number): Promise<(readonly [Client, Client])[]> {
  const rooms: string[] = [];
  while (rooms.length < count) rooms.push(await stage.newRoom());
  const clients = await stage.joinAll(rooms.flatMap((room) => [room, room]));
  const pairs = rooms.map((_, i) => [clients[2 * i]!, clients[2 * i + 1]!] as const);
  for (const [first] of pairs) first.insert(0, seedText(SEED_LENGTH));
  await until("the seed", () => clients.every(({ length }) => length === SEED_LENGTH));
  await wait(1_000);
  return pairs;
}

function typistsIn(clients: readonly Client[], count: number, board: Board): Typist[] {
  return clients
    .slice(0, count)
    .map((client, i) => new Typist(client, LETTERS[i]!, board, Math.floor((SEED_LENGTH * (i + 0.5)) / count)));
}

const socketsOf = ({ sockets }: Client) => sockets;
