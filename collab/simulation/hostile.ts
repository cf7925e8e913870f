// What no honest client says: it is refused, and changes nothing.
import { splitsPair } from "#collab/changes";
import type { Project } from "#collab/project";
import { MAIN_FILE } from "#protocol/project";

export const hostiles = [
  "half a pair",
  "past the end",
  "backwards",
  "overlap",
  "future",
  "gap",
  "caret past the end",
  "caret in a pair",
  "other file",
  "no such file",
  "caret in no file",
  "whole text of a file",
  "path taken",
  "in a file",
  "a folder's path",
  "main file deleted",
  "one of two",
] as const;
export type Hostile = (typeof hostiles)[number];

export function hostileMessage(what: Hostile, at: number, project: Project, version: number): object | undefined {
  const text = project.main;
  const { length } = text;
  const from = Math.floor(at * length);
  const pair = Array.from({ length }, (_, i) => (from + i) % length).find((position) => splitsPair(text, position));
  const live = [...project.files()].map(({ entry }) => entry).filter(({ deleted }) => !deleted);
  const some = live[Math.floor(at * live.length)];
  const edit = (diff: object | object[], more: object = {}) => ({ type: "code_update", version, diff, ...more });
  const wish = (...changes: object[]) => ({ type: "files_update", changes });
  switch (what) {
    case "half a pair":
      return pair === undefined ? undefined : edit({ start: pair, end: pair, text: "x" });
    case "caret in a pair":
      return pair === undefined ? undefined : { type: "cursor_update", position: pair, version };
    case "past the end":
      return edit({ start: from, end: length + 1, text: "" });
    case "backwards":
      return edit({ start: from + 1, end: from, text: "x" });
    case "overlap":
      return length < 2
        ? undefined
        : edit([
            { start: 0, end: 2, text: "" },
            { start: 1, end: 1, text: "x" },
          ]);
    case "future":
      return edit({ start: 0, end: 0, text: "x" }, { version: version + 1 });
    case "gap":
      return edit({ start: 0, end: 0, text: "x" }, { sequence: 1_000_000 });
    case "caret past the end":
      return { type: "cursor_update", position: length + 1, version };
    case "other file":
      return edit({ start: 0, end: 0, text: "x" }, { file: "other" });
    case "no such file":
      return at < 0.5
        ? edit({ start: 0, end: 0, text: "x" }, { file: project.nextFile })
        : wish({ file: project.nextFile, path: "new" });
    case "caret in no file":
      return { type: "cursor_update", position: 0, version, file: project.nextFile };
    case "whole text of a file":
      return some?.kind === "text" && some.file !== MAIN_FILE
        ? { type: "code_update", code: "x", version, file: some.file }
        : undefined;
    case "path taken":
      return some && wish({ path: some.path });
    case "in a file":
      return some && some.kind !== "folder" ? wish({ path: `${some.path}/b` }) : undefined;
    case "a folder's path":
      return some?.path.includes("/") ? wish({ path: some.path.replace(/\/[^/]*$/, "") }) : undefined;
    case "main file deleted":
      return wish({ file: MAIN_FILE, deleted: true });
    case "one of two":
      return wish({ path: "good.py", text: "x" }, { path: some?.path ?? "main.py" });
  }
}

/** A viewer's: whatever it is, it would change something. */
export function viewersMessage(what: Hostile, version: number): object {
  const messages = [
    { type: "code_update", version, diff: { start: 0, end: 0, text: "x" } },
    { type: "code_update", code: "x" },
    { type: "files_update", changes: [{ path: "new" }] },
    { type: "files_update", changes: [{ file: MAIN_FILE, path: "new" }] },
    { type: "room_update", title: "x" },
  ];
  return messages[hostiles.indexOf(what) % messages.length] ?? {};
}
