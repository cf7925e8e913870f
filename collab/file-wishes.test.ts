import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { changesFor } from "#collab/file-wishes";
import { Project } from "#collab/project";
import { ASSETS_BYTES_MAX, FILE_PATH_LENGTH_MAX } from "#protocol/limits";
import type { FileWish } from "#protocol/project";

function projectAfter(...messages: FileWish[][]): Project {
  const project = Project.of(textOf(""), "main.py");
  for (const wishes of messages) {
    const changes = changesFor(project, wishes);
    if ("refused" in changes) throw new Error(changes.detail);
    for (const change of changes) project.put(change);
  }
  return project;
}
const pathOf = (project: Project, file: number) => project.get(file)?.entry.path;
const gone = [{ file: 1, deleted: true }];
const back = [{ file: 1, deleted: false }];

test("a file comes back beside the one that has its path now", () => {
  const project = projectAfter([{ path: "a.py" }], gone, [{ path: "a.py" }], back);
  expect(pathOf(project, 1)).toBe("a (2).py");
});

test("a file comes back though its folder is a file now, or another stands there, too", () => {
  const project = projectAfter([{ path: "lib/a.py" }], gone, [{ path: "lib" }, { path: "lib (2)/a.py" }], back);
  expect(pathOf(project, 1)).toBe("lib (3)/a.py");
});

test("a file whose path takes no further number stays deleted", () => {
  const path = Array.from({ length: FILE_PATH_LENGTH_MAX / 2 }, () => "a").join("/");
  const project = projectAfter([{ path: `${path}b` }], gone, [{ path: `${path}b` }]);
  expect(changesFor(project, back)).toMatchObject({ refused: "bad_path" });
});

test("the same bytes at many paths count once for each", () => {
  const asset = { hash: "a".repeat(64), size: ASSETS_BYTES_MAX / 4 };
  const wishes = Array.from({ length: 5 }, (_, n) => ({ path: `${n}.png`, asset }));
  const project = Project.of(textOf(""), "main.py");
  expect(changesFor(project, wishes.slice(1))).toHaveLength(4);
  expect(changesFor(project, wishes)).toMatchObject({ refused: "too_large" });
});
