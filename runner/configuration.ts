// What the environment says about this runner.
import type { Tier } from "#runner/sandbox/sandbox";
import { availableParallelism } from "node:os";

export type Configuration = {
  host: string;
  /** 0: any that is free. */
  port: number;
  token: string;
  slots: number;
  queue: number;
  /** Interpreters of each kind that wait, started ahead. */
  warm: number;
  /** Refuses to run below it. */
  tierMin: Tier["name"] | undefined;
  /** This one or none. */
  tier: Tier["name"] | undefined;
  /** Folder of what takes long to make and stays the same: precompiled headers. */
  cacheDir: string | undefined;
  /** info, warn or error: the least that is logged. */
  logLevel: string | undefined;
};

/** Throws a sentence. */
export function configurationOf(env: Readonly<Record<string, string | undefined>>): Configuration {
  const number = (name: string, standard: number, least: number, most: number): number => {
    const text = env[name] || String(standard);
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new Error(`${name} must be a number from ${least} to ${most}, not "${text}".`);
    }
    return value;
  };
  const tier = (name: string): Tier["name"] | undefined => {
    const text = env[name] || undefined;
    if (text === undefined || text === "namespaces" || text === "landlock") return text;
    throw new Error(`${name} must be namespaces or landlock, not "${text}".`);
  };
  const token = env["RUNNER_TOKEN"] ?? "";
  if (token.length < 16) {
    throw new Error("RUNNER_TOKEN must be a secret of at least 16 characters: whoever knows it may run programs here.");
  }
  return {
    host: env["RUNNER_HOST"] || "127.0.0.1",
    port: number("RUNNER_PORT", 8790, 0, 65_535),
    token,
    slots: number("RUNNER_SLOTS", availableParallelism(), 1, 256),
    queue: number("RUNNER_QUEUE", 32, 0, 10_000),
    warm: number("RUNNER_WARM", 1, 0, 16),
    tierMin: tier("RUNNER_TIER_MIN"),
    tier: tier("RUNNER_TIER"),
    cacheDir: env["RUNNER_CACHE"] || undefined,
    logLevel: env["RUNNER_LOG_LEVEL"],
  };
}
