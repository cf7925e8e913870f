import { expect, test } from "vitest";
import type { EditRow } from "#web/history/past-edits";
import { asScriptData, packed, type Recording, unpacked } from "./recording";

const rows: EditRow[] = [
  [1, 2, 9, 1_000, 0, [[0, 0, "</script><script>alert(1)</script><!--"]]],
  [2, 1, 4, 1_500, 0, [[0, 1, ""], [5, 5, "x"]]], // prettier-ignore
  [3, 1, 5, 1_400, null, [{ file: 1, path: "a.py", kind: "text", text: "y" }]],
  [4, 1, 6, 1_600, 1, []],
];
const recording: Recording = {
  title: "<b>",
  language: "python",
  base: 0,
  files: [],
  people: [],
  marks: [],
  time: 1_000,
  edits: packed(rows),
};

test("what is read from the page is what was written into it", () =>
  expect(unpacked(JSON.parse(asScriptData(recording)) as Recording)).toEqual(
    rows.map(([version, user, , time, file, what]) => [version, user, 0, time, file, what]),
  ));

test("nothing that people wrote is markup of the page", () => expect(asScriptData(recording)).not.toContain("<"));
