// What the runner said of itself last: asked at most every few seconds, however often it is wanted.
import { type Failure, RunnerClient } from "#execution/runner-client";
import type { RunnerPlace } from "#execution/runner-place";
import { languageId } from "#protocol/languages";
import type { RunnerHealth, RunnerLanguage } from "#protocol/run";

/** A container is started by being asked, so its answer is good for longer. Trouble is looked at again soon. */
const FRESH_MS = 5_000;
const FRESH_CONTAINER_MS = 60_000;
const TROUBLE_MS = 1_000;

// Answers only: a promise would belong to the request that asked.
const lastByPlace = new Map<string, { until: number; health: RunnerHealth | Failure }>();
const PLACES_MAX = 1_000;

export async function healthOf(place: RunnerPlace): Promise<RunnerHealth | Failure> {
  const last = lastByPlace.get(place.name);
  if (last && last.until > Date.now()) return last.health;
  const health = await new RunnerClient(place).health();
  const freshMs = "failed" in health ? TROUBLE_MS : place.sleeps ? FRESH_CONTAINER_MS : FRESH_MS;
  if (lastByPlace.size >= PLACES_MAX) lastByPlace.clear();
  lastByPlace.set(place.name, { until: Date.now() + freshMs, health });
  return health;
}

/** The runner's own word for a language that goes by one of our names. */
export function languageOf(health: RunnerHealth, name: string): RunnerLanguage | undefined {
  const ids = health.languages.map((language) => ({ language, id: languageId(language.id) ?? language.id }));
  const wanted = languageId(name) ?? name;
  return ids.find(({ id }) => id === wanted)?.language;
}

/** Why a language cannot be run here now; undefined when it can. In words for people, and none of them a stranger's. */
export function whyNot(language: RunnerLanguage | undefined, name: string): string | undefined {
  if (!language) return `${languageId(name) ?? "This language"} cannot be run here`;
  if (language.available) return undefined;
  return `${language.name} is not installed where programs run${language.missing ? ` (package ${language.missing})` : ""}`;
}
