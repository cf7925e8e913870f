import { Text } from "@codemirror/state";
import { expect, test } from "vitest";
import type { FileEntry } from "#protocol/project";
import { changedFiles } from "./changed-files";
import type { PastFiles } from "./past-edits";

const asset = (size: number, sign: string): Partial<FileEntry> => ({
  kind: "asset",
  asset: { hash: sign.repeat(64), size },
});
const file = (entry: Partial<FileEntry>, text = ""): PastFiles =>
  new Map([[1, { entry: { file: 1, path: "a", kind: "text", ...entry }, text: Text.of([text]) }]]);
const notes = (then: PastFiles, now: PastFiles) => changedFiles(then, now).map(({ how, note }) => `${how}: ${note}`);
const none: PastFiles = new Map();

test("says of a file that is no text what its two texts cannot show", () => {
  const small = file(asset(900, "a"));
  const large = file(asset(1_500_000, "b"));
  expect(notes(none, small)).toEqual(["added: New, no text: 900 bytes."]);
  expect(notes(small, none)).toEqual(["deleted: Deleted, no text: 900 bytes."]);
  expect(notes(small, large)).toEqual(["changed: Other bytes, no text: 900 bytes before, 1.5 MB now."]);
  expect(notes(small, file({ ...asset(900, "a"), path: "b" }))).toEqual([
    "renamed: Only its name is otherwise: it was a.",
  ]);
  expect(notes(small, small)).toEqual([]);
});

test("shows no text that a file no longer has, and says so", () => {
  const [changed] = changedFiles(file({}, "once"), file(asset(2, "a"), "once"));
  expect(changed).toMatchObject({ was: "once", is: "", note: "A text before, now none: 2 bytes." });
});

test("says what is the same or empty, and nothing of texts that show it", () => {
  expect(notes(none, file({}))).toEqual(["added: New, and empty."]);
  expect(notes(file({}, "x"), file({ path: "b" }, "x"))).toEqual(["renamed: Only its name is otherwise: it was a."]);
  expect(notes(file({}, "x"), file({}, "y"))).toEqual(["changed: undefined"]);
});
