import { expect, test } from "vitest";
import { Announcements, type News, PAUSE_MS } from "./announcements";

const edited = (name: string, line?: number, path = "main.py"): News => ({ type: "edited", name, path, line });
function said(...news: News[]): string {
  const announcements = new Announcements();
  for (const one of news) announcements.add(one);
  return announcements.take(0);
}

test("one line of one person is told as it is; several are counted, of several people together", () => {
  expect(said(edited("Ann", 12), edited("Ann", 12))).toBe("Ann is editing line 12 of main.py");
  expect(said(edited("Ann", undefined, "lib/tree.py"))).toBe("Ann is editing lib/tree.py");
  expect(said(edited("Ann", 12), edited("Ann", 13))).toBe("Ann edited 2 lines of main.py");
  expect(said(edited("Ann", 1), edited("Bo", 1), edited("Bo", 1, "b.py"))).toBe("Ann and Bo edited 2 lines in 2 files");
  expect(said(edited("Ann", 1), edited("Bo", 1))).toBe("Ann and Bo edited a line of main.py");
});

test("who came, left or has another name is told first; who only lost the line is not", () => {
  expect(said({ type: "joined", name: "Ann" }, { type: "joined", name: "Bo" }, { type: "left", name: "Cy" })).toBe(
    "Ann and Bo joined. Cy left",
  );
  expect(said({ type: "left", name: "Ann" }, { type: "joined", name: "Ann" })).toBe("");
  expect(
    said(edited("Ann", 2), { type: "renamed", name: "Anna", before: "Ann" }, { type: "follows", name: "Bo" }),
  ).toBe("Ann is now called Anna. Bo follows you. Ann is editing line 2 of main.py");
  const crowd = ["Ann", "Bo", "Cy", "Di"].map((name): News => ({ type: "joined", name }));
  expect(said(...crowd)).toBe("Ann, Bo and 2 others joined");
});

test("a sentence comes at most every ten seconds, and has what came meanwhile", () => {
  const announcements = new Announcements();
  expect(announcements.due(0)).toBeUndefined();
  announcements.add(edited("Ann", 1));
  const first = announcements.due(0)!;
  expect(first).toBeLessThan(PAUSE_MS);
  announcements.take(first);
  expect(announcements.due(first + 1)).toBeUndefined();
  announcements.add(edited("Ann", 2));
  expect(announcements.due(first + 1)).toBe(first + PAUSE_MS);
  announcements.add(edited("Ann", 3));
  expect(announcements.take(first + PAUSE_MS)).toBe("Ann edited 2 lines of main.py");
});
