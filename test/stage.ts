// What a browser test stands on: the app, a browser, and people who stay for the whole file. A browser that has been in a
// room enters the next one with a quarter of the work that a new one has, and of that work is most of a test made.
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { type App, type AppOptions, noRunner, runnerIsThere, startApp } from "#test/app";
import { launchBrowser, Person, type PersonOptions } from "#test/browser";

export interface Stage {
  app: App;
  browser: Browser;
  /** Somebody who is nowhere yet and whose browser remembers nothing; for this test. */
  arrive(options?: PersonOptions): Promise<Person>;
  /** The same, in a room. */
  enter(url: string, options?: PersonOptions): Promise<Person>;
  /** Somebody whose browser was never used and is used for this test only, which may bend it. */
  stranger(options?: PersonOptions): Promise<Person>;
}

/** For a test file, at its beginning. After each test: nothing went wrong on any page, and none spoke to another host. */
export function setStage(options: AppOptions = { env: noRunner }): Stage {
  const present: Person[] = [];
  const strangers: Person[] = [];
  const away: Person[] = [];

  const stage: Stage = {
    app: undefined!,
    browser: undefined!,
    arrive: async (wanted = {}) => {
      const known = away.findIndex(({ options: own }) => JSON.stringify(own) === JSON.stringify(wanted));
      const person =
        away.splice(known, known < 0 ? 0 : 1)[0] ?? (await Person.arrive(stage.browser, undefined, wanted));
      present.push(person);
      return person;
    },
    enter: async (url, wanted) => (await stage.arrive(wanted)).enter(url),
    stranger: async (wanted) => {
      const person = await Person.arrive(stage.browser, undefined, wanted);
      strangers.push(person);
      return person;
    },
  };

  beforeAll(async () => {
    [stage.app, stage.browser] = await Promise.all([startApp(options), launchBrowser()]);
    if (options.env !== noRunner && options.env?.["RUNNER"] !== "off") await runnerIsThere(stage.app);
  });
  afterAll(async () => {
    await stage.browser?.close();
    await stage.app?.stop();
  });
  afterEach(async () => {
    const all = [...present, ...strangers];
    const hosts = new Set(all.flatMap((person) => [...person.hosts]));
    await Promise.all([
      ...strangers.splice(0).map((person) => person.context.close()),
      ...present.splice(0).map(async (person) => {
        await person.leave(stage.app.url);
        away.push(person);
      }),
    ]);
    expect(all.flatMap((person) => person.failures.splice(0))).toEqual([]);
    expect([...hosts].filter((host) => host !== "" && !host.startsWith("127.0.0.1:"))).toEqual([]);
  });
  return stage;
}
