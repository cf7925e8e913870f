import { expect, test } from "vitest";
import { authorsIn } from "./authors";

const span = (user: number, version: number) => ({ from: 0, to: 1, user, version, time: version * 1_000 });

test("tells each colour once, with all whose it is, and from when to when", () => {
  // User 9 has the colour of user 1, for there are eight.
  expect(authorsIn([span(1, 3), span(2, 7), span(0, 0), span(9, 5), span(1, 4)])).toEqual({
    people: [
      { color: 1, users: [2] },
      { color: 0, users: [9, 1] },
    ],
    fromBeginning: true,
    oldest: 3_000,
    newest: 7_000,
  });
  expect(authorsIn([])).toEqual({ people: [], fromBeginning: false });
});
