import { expect, test } from "vitest";
import type { LanguagesAnswer } from "#protocol/service";
import { isEditOnly } from "./runnable";

const told = (...runs: readonly [id: string, run: boolean][]): LanguagesAnswer => ({
  languages: runs.map(([id, run]) => ({ id, name: id, extension: id, edit: true, run })),
  runner: "ok",
});

test("tells languages that cannot run from those that can, and nothing while none can or nobody has said", () => {
  const some = told(["python", true], ["kotlin", false]);
  expect([isEditOnly("python", some), isEditOnly("kotlin", some)]).toEqual([false, true]);
  expect(isEditOnly("kotlin", told(["python", false], ["kotlin", false]))).toBe(false);
  expect(isEditOnly("kotlin", undefined)).toBe(false);
});
