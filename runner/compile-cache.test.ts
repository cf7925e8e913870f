import { expect, test } from "vitest";
import { CompileCache, type Compiling, keyOf } from "#runner/compile-cache";

function compiling() {
  const { promise: result, resolve: finish } = Promise.withResolvers<string>();
  let aborted = 0;
  const start = (): Compiling<string> => ({ result, abort: () => void aborted++ });
  return { start, finish, aborted: () => aborted };
}
const never = (): never => {
  throw new Error("compiled again");
};
const newCache = (bytesMax = 10) =>
  new CompileCache<string>(bytesMax, (text) => (text === "" ? undefined : text.length));

test("who asks for what is under way waits for it, and who asks later gets it", async () => {
  const cache = newCache();
  const { start, finish } = compiling();
  const [first, second] = [cache.compile("k", start), cache.compile("k", never)];
  finish("made");
  expect(await Promise.all([first.result, second.result])).toEqual(["made", "made"]);
  first.leave();
  second.leave();
  expect([cache.find("k"), cache.hits, cache.misses]).toEqual(["made", 2, 1]);
});

test("a compilation goes on while anybody waits, and is ended when nobody does", async () => {
  const cache = newCache();
  const { start, aborted } = compiling();
  const [first, second] = [cache.compile("k", start), cache.compile("k", never)];
  first.leave();
  first.leave();
  expect(aborted()).toBe(0);
  second.leave();
  expect(aborted()).toBe(1);
  const again = compiling();
  cache.compile("k", again.start);
  expect(cache.misses).toBe(2);
});

test("the least recently used are dropped, and what is larger than the cache never enters", async () => {
  const cache = newCache(10);
  for (const key of ["a", "b", "c"]) {
    if (key === "c") cache.find("a");
    await cache.compile(key, () => ({ result: Promise.resolve(`${key}1234`), abort: () => {} })).result;
  }
  expect([cache.find("a"), cache.find("b"), cache.find("c"), cache.bytes]).toEqual(["a1234", undefined, "c1234", 10]);
  await cache.compile("d", () => ({ result: Promise.resolve("x".repeat(11)), abort: () => {} })).result;
  expect([cache.find("d"), cache.bytes]).toEqual([undefined, 10]);
});

test("what might end otherwise another time is not kept, and failures neither", async () => {
  const cache = newCache();
  await cache.compile("a", () => ({ result: Promise.resolve(""), abort: () => {} })).result;
  await cache.compile("b", () => ({ result: Promise.reject(new Error("no")), abort: () => {} })).result.catch(() => {});
  await new Promise(setImmediate);
  expect(cache.find("a")).toBeUndefined();
  cache.compile("b", () => ({ result: Promise.resolve("now"), abort: () => {} }));
  expect(cache.misses).toBe(3);
});

test("keys of parts do not run into each other", () => {
  expect(keyOf(["ab", "c"])).not.toBe(keyOf(["a", "bc"]));
});
