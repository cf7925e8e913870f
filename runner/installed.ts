// Which languages run on this machine, and how: found out by asking each in the sandbox for its version, so that only
// what works there counts.
import { existsSync } from "node:fs";
import { isRunnable, runnableLanguages, type RunnableLanguage, type RunnerLanguageId } from "#runner/languages";
import { log } from "#runner/log";
import { runToEnd } from "#runner/run-to-end";
import type { SandboxLimits } from "#runner/sandbox/sandbox";
import type { Sandboxes } from "#runner/sandboxes";
import type { RunnerLanguage } from "#protocol/run";
import { fill, lentTo, type Places } from "#runner/places";

export type InstalledLanguage = RunnableLanguage & { readonly id: RunnerLanguageId; readonly version: string };

const probeLimits: SandboxLimits = {
  wallMs: 20_000,
  cpuMs: 5_000,
  memoryKb: 524_288,
  boundAddressSpace: false,
  processes: 64,
  fileBytes: 1_048_576,
  tmpBytes: 16_777_216,
  openFiles: 256,
};

export class Installed {
  readonly #byId = new Map<RunnerLanguageId, Promise<InstalledLanguage | undefined>>();

  /** Asks two at a time, the cheap ones first, so that those can run at once. */
  constructor(sandboxes: Sandboxes, places: Places) {
    const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
    for (const [i, id] of Object.keys(runnableLanguages).filter(isRunnable).entries()) {
      const asked = lanes[i % 2]!.then(() => probe(id, sandboxes, places));
      lanes[i % 2] = asked;
      this.#byId.set(id, asked);
    }
  }

  /** undefined: it is not installed, or does not work. Waits until that is known. */
  async find(id: RunnerLanguageId): Promise<InstalledLanguage | undefined> {
    return this.#byId.get(id);
  }

  async list(): Promise<RunnerLanguage[]> {
    return Promise.all(
      [...this.#byId].map(async ([id, asked]): Promise<RunnerLanguage> => {
        const { name, debianPackage } = runnableLanguages[id];
        const found = await asked;
        return found
          ? { id, name, available: true, version: found.version }
          : { id, name, available: false, missing: debianPackage };
      }),
    );
  }
}

async function probe(
  id: RunnerLanguageId,
  sandboxes: Sandboxes,
  places: Places,
): Promise<InstalledLanguage | undefined> {
  const language = runnableLanguages[id];
  let version: string | undefined;
  for (const argv of language.probes) {
    if (argv[0]!.startsWith("/") && !existsSync(argv[0]!)) return undefined;
    const asking = { argv: fill(argv, places.inside), env: places.env };
    const spec = { ...asking, ...lentTo(asking, places), limits: probeLimits };
    const ask = () => runToEnd(sandboxes, spec, [], 4_096).result;
    let { exit, output } = await ask();
    // A language is away for as long as the runner lives, so a moment without memory or time must not decide.
    if (exit.exitCode !== 0 && !sandboxes.isClosed) ({ exit, output } = await ask());
    if (exit.exitCode !== 0) {
      if (!sandboxes.isClosed)
        log("error", {
          event: "a language does not work here",
          detail: `${language.name}: ${exit.failed ?? output.slice(0, 500)}`,
        });
      return undefined;
    }
    version ??= /\d+(?:\.\d+)+/.exec(output)?.[0] ?? "";
  }
  return { ...language, id, version: version! };
}
