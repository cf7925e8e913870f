import { expect, test } from "vitest";
import { Turns } from "#party/turns";

test("of all long work together one part is done in a turn, in the order that they came", async () => {
  const turns = new Turns();
  let parts = "";
  const work = async (name: string) => {
    for (let i = 0; i < 3; i++) {
      await turns.next();
      parts += name;
    }
  };
  const all = Promise.all(["a", "b", "c", "d"].map(work));
  let most = 0;
  for (let seen = 0; seen < 12; seen = parts.length) {
    await new Promise((resolve) => setTimeout(resolve, 0));
    most = Math.max(most, parts.length - seen);
  }
  await all;
  expect(parts).toBe("abcdabcdabcd");
  expect(most).toBeLessThan(3);
});
