// People who type, and those who see it.
import { setTimeout as wait } from "node:timers/promises";
import { arrivedAt } from "./measured-socket.ts";
import type { Change, Client } from "./peers/peer.ts";

/** Every typist has a letter; the seed text has none, so a letter's how-manieth appearance tells which key it was. */
export const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** When keys were struck, and how long they took to others. */
export class Board {
  readonly #struck = new Map<string, number[]>();
  /** In ms until the message was there, and until it was in the reader's text. */
  readonly arrived: number[] = [];
  readonly applied: number[] = [];

  strike(letter: string): void {
    const times = this.#struck.get(letter);
    if (times) times.push(performance.now());
    else this.#struck.set(letter, [performance.now()]);
  }

  /** One reader's eyes. */
  reader(): (changes: readonly Change[]) => void {
    const seen = new Map<string, number>();
    return (changes) => {
      const now = performance.now();
      for (const letter of changes.map(({ inserted }) => inserted).join("")) {
        const count = seen.get(letter) ?? 0;
        const struck = this.#struck.get(letter)?.[count];
        if (struck === undefined) continue;
        seen.set(letter, count + 1);
        this.arrived.push(arrivedAt - struck);
        this.applied.push(now - struck);
      }
    };
  }
}

export class Typist {
  readonly #client: Client;
  readonly #letter: string;
  readonly #board: Board;
  #caret: number;
  count = 0;

  constructor(client: Client, letter: string, board: Board, caret: number) {
    this.#client = client;
    this.#letter = letter;
    this.#board = board;
    this.#caret = caret;
  }

  strike(): void {
    this.#caret = Math.min(this.#caret, this.#client.length);
    this.#board.strike(this.#letter);
    this.#client.insert(this.#caret, this.#letter);
    this.#caret++;
    this.count++;
  }

  /** Others' changes move the caret. */
  follow(changes: readonly Change[]): void {
    for (const { pos, deleted, inserted } of changes) {
      if (pos >= this.#caret) continue;
      this.#caret = Math.max(pos, this.#caret - deleted) + inserted.length;
    }
  }

  /** Evenly, `rate` keys a second from `phaseMs` on; what is late is made up for. */
  async type(rate: number, seconds: number, phaseMs = 0): Promise<void> {
    const start = performance.now() + phaseMs;
    const end = this.count + Math.round(rate * seconds);
    for (let struck = 0; this.count < end;) {
      for (
        const due = Math.floor(((performance.now() - start) * rate) / 1000) + 1;
        struck < due && this.count < end;
        struck++
      )
        this.strike();
      await wait(Math.max(1, start + (struck * 1000) / rate - performance.now()));
    }
  }
}

/** Sets a client's ears: its typist moves along, the board notes. */
export function attend(client: Client, board?: Board, typist?: Typist): void {
  const read = board?.reader();
  client.onChanges((changes) => {
    read?.(changes);
    typist?.follow(changes);
  });
}

export function seedText(length: number): string {
  let text = "";
  for (let line = 0; text.length < length; line++) text += `${line} 0123 4567 (89) {} [] = 42;\n`;
  return text.slice(0, length);
}

export async function seed(clients: readonly Client[], length: number): Promise<void> {
  clients[0]?.insert(0, seedText(length));
  await until("the seed", () => clients.every((client) => client.length === length));
}

export async function until(what: string, isSo: () => boolean, timeoutMs = 20_000, stepMs = 5): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what} took too long`);
    await wait(stepMs);
  }
}

/** As `until`, but late is an answer too. */
export const inTime = (isSo: () => boolean, timeoutMs: number): Promise<boolean> =>
  until("", isSo, timeoutMs).then(
    () => true,
    () => false,
  );

export const lettersIn = (text: string): number => text.replaceAll(/[^a-z]/g, "").length;
export const sameTexts = (clients: readonly Client[]): boolean =>
  new Set(clients.map((client) => client.text())).size === 1;

export function quantile(values: readonly number[], part: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2;
}
