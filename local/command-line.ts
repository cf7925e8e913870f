// What a command was called with, or a sentence about it.
import { type ParseArgsConfig, parseArgs } from "node:util";

/** Ends the process where there is a word that the command does not know. */
export function wordsIn<const Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    return fail(`${(error as Error).message}.`);
  }
}

export function fail(sentence: string): never {
  console.error(sentence);
  process.exit(2);
}
