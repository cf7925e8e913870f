import { expect, test } from "vitest";
import { scrollTarget } from "./scroll-target";
import { doingWords, followedWords, namesWords } from "./words";

test.each([
  [{ path: "main.py", isTyping: true, doing: "away" }, "typing in main.py"],
  [{ path: "lib/tree.py" }, "in lib/tree.py"],
  [{ path: undefined }, "here"],
  [{ path: "main.py", line: 12 }, "in main.py:12"],
  [{ path: "main.py", line: 12, isTyping: true, running: "main.py" }, "typing in main.py:12"],
  [{ path: "main.py", doing: "output", running: "main.py" }, "running main.py"],
  [{ path: "main.py", doing: "away", since: 0, running: "main.py" }, "away 5 min"],
  [{ path: "main.py", doing: "output", since: 0 }, "looking at the output"],
  [{ path: "main.py", doing: "history", since: 0 }, "watching the history"],
  [{ path: "main.py", doing: "away", since: 0 }, "away 5 min"],
  [{ path: "main.py", doing: "idle", since: 290_000 }, "idle"],
  [{ path: "main.py", doing: "away", since: 999_999 }, "away"],
  [{ path: "main.py", doing: "away", since: -7_200_000 }, "away 2 h"],
] as const)("%j is %s", (seen, words) => {
  expect(doingWords(seen, 300_000)).toBe(words);
});

test("names and followers are counted", () => {
  expect(namesWords(["Ann", "Bo", "Cy"])).toBe("Ann, Bo and another");
  expect([followedWords(0), followedWords(2)]).toEqual(["", "followed by 2"]);
});

test("a follower's screen begins as the leader's, or shows her caret where it is smaller", () => {
  const seen = { top: 1, bottom: 30 };
  expect(scrollTarget(seen, { top: 50, bottom: 80 }, 60)).toBe(50);
  expect(scrollTarget(seen, { top: 50, bottom: 80 }, 80)).toBe(50);
  expect(scrollTarget({ top: 50.04, bottom: 79 }, { top: 50, bottom: 80 }, 60)).toBeUndefined();
  expect(scrollTarget({ top: 1, bottom: 11 }, { top: 50, bottom: 80 }, 75)).toBe(70);
  expect(scrollTarget({ top: 1, bottom: 11 }, { top: 50, bottom: 80 }, 20)).toBe(50);
  expect(scrollTarget(seen, undefined, 12)).toBeUndefined();
  expect(scrollTarget(seen, undefined, 100)).toBe(85.5);
});
