import { expect, test, vi } from "vitest";
import { fetchAhead, part } from "./parts";

test("what did not come is asked for again, and what came is not", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new Error("No line")).mockResolvedValue("it");
  const late = part(load);
  await expect(Promise.all([late.fetch(), late.fetch()])).rejects.toThrow("No line");
  expect(late.here).toBeUndefined();
  expect(await late.fetch()).toBe("it");
  expect(await late.fetch()).toBe("it");
  expect(late.here).toBe("it");
  expect(load).toHaveBeenCalledTimes(2);
});

test("parts are fetched ahead until there is no line, and from there once it is back", async () => {
  vi.stubGlobal("requestIdleCallback", (then: () => void) => then());
  let hasLine = true;
  const load =
    (name: string, losesLine = false) =>
    async () => {
      if (losesLine && hasLine) hasLine = false;
      else if (!hasLine) throw new Error("No line");
      return name;
    };
  const [first, second] = [part(load("first", true)), part(load("second"))];
  await fetchAhead(new AbortController().signal);
  expect([first.here, second.here]).toEqual(["first", undefined]);
  hasLine = true;
  await fetchAhead(AbortSignal.abort());
  expect(second.here).toBeUndefined();
  await fetchAhead(new AbortController().signal);
  expect(second.here).toBe("second");
});
