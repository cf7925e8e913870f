// What can be edited here, and what can be run here and now, as the runner tells it.
import { Hono } from "hono";
import { healthOf, languageOf } from "#execution/runner-health";
import { runnerPlace } from "#execution/runner-place";
import { languages as editable } from "#protocol/languages";
import type { LanguagesAnswer } from "#protocol/service";

export const languages = new Hono<{ Bindings: Env }>().get("/", async (c) => {
  const place = runnerPlace(c.env);
  const health = place && (await healthOf(place));
  const runner = health && "languages" in health ? health : undefined;
  const told = editable.map((language) => {
    const { available, version, missing } = (runner && languageOf(runner, language.id)) ?? { available: false };
    return {
      ...language,
      edit: true,
      run: available,
      ...(version !== undefined && { version }),
      ...(missing !== undefined && { missing }),
    };
  });
  const answer: LanguagesAnswer = { languages: told, runner: runner ? "ok" : "unavailable" };
  return c.json(answer);
});
