// The admin routes of a Tandem, from the command line: `npm run backup` and `npm run restore` share what is here.
import type { ParseArgsOptionsConfig } from "node:util";
import { fail, wordsIn } from "#local/command-line";

export type Admin = { ask(path: string, init?: RequestInit): Promise<Response>; stop: AbortSignal };

/** A room may have to be woken, and its archive is long. */
const PATIENCE_MS = 120_000;
/** Rooms at once: enough to hide the way there, few enough that nobody in a room notices. */
const AT_ONCE = 4;

/** The address and the folder of a command, and what asks there. Ends the process with a sentence when they make no sense. */
export function commandLine<const Options extends ParseArgsOptionsConfig>(name: string, options: Options) {
  const { values: flags, positionals } = wordsIn({ options, allowPositionals: true });
  const [url, folder, tooMuch] = positionals;
  const token = process.env["ADMIN_TOKEN"];
  if (!url || !folder || tooMuch !== undefined || !/^https?:/.test(url) || !URL.canParse(url))
    fail(`Usage: ADMIN_TOKEN=… npm run ${name} -- https://tandem.example folder`);
  if (!token) fail("ADMIN_TOKEN must be in the environment: the secret that opens /admin there.");
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort(new Error("Stopped")));
  const ask: Admin["ask"] = async (path, init = {}) => {
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(PATIENCE_MS)]);
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const answer = await fetch(new URL(path, url), { ...init, headers, signal, redirect: "error" }).catch((error) => {
      throw stopping.signal.aborted ? error : new Error(`no answer from there (${whyOf(error)})`);
    });
    if (answer.status === 401) fail("The token is not the one that is set there.");
    return answer;
  };
  const admin: Admin = { ask, stop: stopping.signal };
  return { admin, folder, flags };
}

// What fetch itself says of every line that fails is "fetch failed".
function whyOf(error: Error): string {
  const { cause } = error;
  const why = cause instanceof Error ? cause : error;
  return why.message || ("code" in why ? String(why.code) : why.name);
}

/** Why an answer is not what was hoped for, in words. */
export async function wordsOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    return `${answer.status}: ${JSON.parse(text).detail}`;
  } catch {
    return `${answer.status}: ${text.slice(0, 200)}`;
  }
}

/** Does something for each, some at once, and tells how far it is. What fails is told, and the rest goes on. */
export async function forEachRoom<T>(
  rooms: AsyncIterable<T> | Iterable<T>,
  stop: AbortSignal,
  what: { name(room: T): string; act(room: T): Promise<string> },
): Promise<never> {
  const counts = new Map<string, number>();
  const line = () => [...counts].map(([word, count]) => `${count} ${word}`).join(", ") || "no rooms";
  const count = (word: string) => {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (process.stdout.isTTY) process.stdout.write(`\r${line()} `);
  };
  const going = new Set<Promise<void>>();
  try {
    for await (const room of rooms) {
      if (stop.aborted) break;
      const act = async (): Promise<void> => {
        try {
          count(await what.act(room));
        } catch (error) {
          if (stop.aborted) return;
          console.error(`${what.name(room)}: ${(error as Error).message}`);
          count("failed");
        }
      };
      const acting = act().finally(() => going.delete(acting));
      going.add(acting);
      if (going.size >= AT_ONCE) await Promise.race(going);
    }
  } catch (error) {
    if (!stop.aborted) {
      console.error((error as Error).message);
      counts.set("failed", (counts.get("failed") ?? 0) + 1);
    }
  }
  await Promise.all(going);
  console.log(`${process.stdout.isTTY ? "\r" : ""}${line()}.${stop.aborted ? " Stopped; run it again to go on." : ""}`);
  process.exit(stop.aborted ? 130 : counts.has("failed") ? 1 : 0);
}
