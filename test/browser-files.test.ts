// The files of a room as people see them: what one does in the tree all have, and what several do at once loses nothing.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { apiAt } from "#client/api";
import { Random } from "#collab/simulation/random";
import { eventually, makeRoom, type Person } from "#test/browser";
import { setStage } from "#test/stage";
import { DistantLine } from "#test/distant-line";
import { zipOf } from "#test/project-files";

const stage = setStage();
let line: DistantLine;
let ada: Person;
let ben: Person;

beforeAll(async () => {
  line = await DistantLine.to(stage.app.url, new Random(5));
  return () => line.close();
});
beforeEach(async () => {
  [ada, ben] = await Promise.all([stage.arrive({ name: "Ada" }), stage.arrive({ name: "Ben", dark: true })]);
});

type Files = Record<string, string>;

async function roomWith(files: Files): Promise<{ id: string; url: string }> {
  const room = await makeRoom(stage.app.url, { language: "python", initial_code: "print(1)\n" });
  const changes = Object.entries(files).map(([path, text]) => ({ path, text }));
  if (changes.length > 0)
    await apiAt(stage.app.url)("POST /rooms/{roomId}/files", { params: { roomId: room.id }, body: { changes } });
  return room;
}
/** The texts of a room that are not deleted, by path. */
async function textsOf(id: string): Promise<Files> {
  const { files } = await apiAt(stage.app.url)("GET /rooms/{roomId}/files", {
    params: { roomId: id },
    query: { texts: "1" },
  });
  return Object.fromEntries(files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text]])));
}
/** The members who asked for a room's edits by REST, which is how uploads come. */
async function authorsIn(id: string): Promise<unknown[]> {
  const { edits } = await apiAt(stage.app.url)("GET /rooms/{roomId}/edits", { params: { roomId: id } });
  return edits.map(([, , , , , , author]) => author);
}
const row = ({ page }: Person, name: string): Locator => page.getByRole("treeitem", { name, exact: true });
const tree = async ({ page }: Person): Promise<string[]> =>
  (await page.getByRole("tree", { name: "Files" }).locator(".file-name").allInnerTexts()).map((name) => name.trim());
const tabs = ({ page }: Person): Promise<string[]> => page.locator(".tab-name > span:first-of-type").allInnerTexts();
const toast = ({ page }: Person): Locator => page.locator(".toast");

test("what one makes, renames, moves and deletes in the tree, the other has; and it comes back", async () => {
  const { id, url } = await roomWith({});
  await Promise.all([ada.enter(url), ben.enter(url)]);
  await ada.page.getByRole("button", { name: "New file" }).click();
  await ada.type("lib/");
  await eventually(() => ada.page.locator(".name-fault").innerText()).toBe("A name is needed after the slash.");
  await ada.type("a.py");
  await ada.press("Enter");
  await eventually(() => tabs(ada)).toEqual(["main.py", "a.py"]);
  await ada.type("x = 1");
  await eventually(() => tree(ben)).toEqual(["lib", "a.py", "main.py"]);
  await row(ben, "a.py, Ada is here").click();
  await ben.sees("x = 1");

  // By keys, in place; what is taken is said meanwhile.
  await row(ada, "a.py, Ben is here").click();
  await ada.press("F2");
  await ada.page.keyboard.press("Control+a");
  await ada.type("b.py");
  await ada.press("Enter");
  await eventually(() => tree(ben)).toEqual(["lib", "b.py", "main.py"]);
  await eventually(() => tabs(ben)).toEqual(["main.py", "b.py"]);

  await row(ada, "main.py").click();
  await ada.page.getByRole("button", { name: "New folder" }).click();
  await ada.type("src");
  await ada.press("Enter");
  await eventually(() => tree(ada)).toContain("src");
  await row(ada, "b.py, Ben is here").dragTo(row(ada, "src"));
  await eventually(() => textsOf(id)).toEqual({ "main.py": "print(1)\n", "src/b.py": "x = 1" });
  // A folder stays when its last file has gone.
  await eventually(() => tree(ben)).toEqual(["lib", "src", "b.py", "main.py"]);

  await ben.page.locator(".view-lines").click({ position: { x: 200, y: 8 } });
  await row(ada, "src")
    .focus()
    .catch(() => {});
  await ada.page.getByRole("tree", { name: "Files" }).focus();
  await ada.press("Home");
  await ada.type("src");
  await ada.press("Delete");
  await eventually(() => tree(ben)).toEqual(["lib", "main.py"]);
  await eventually(() => toast(ben).innerText()).toMatch("“b.py” was deleted. Its text is kept.");
  await ben.type("what Ben was typing"); // does not go on in the main file
  await toast(ada).getByRole("button", { name: "Undo" }).click();
  await eventually(() => tree(ben)).toEqual(["lib", "src", "b.py", "main.py"]);
  await eventually(() => textsOf(id)).toEqual({ "main.py": "print(1)\n", "src/b.py": "x = 1" });
});

test("of several files that are deleted at once all are named, and all come back", async () => {
  const { id, url } = await roomWith({ "src/a.py": "1", "src/b.py": "2", "src/c.py": "3" });
  await Promise.all([ada.enter(url), ben.enter(url)]);
  await row(ben, "b.py").click();
  await ben.sees("2");
  await ada.page.getByRole("tree", { name: "Files" }).focus();
  await ada.press("Home");
  await ada.press("Delete");
  for (const person of [ada, ben])
    await eventually(() => toast(person).innerText()).toMatch("3 files were deleted. What is in them is kept.");
  await toast(ben).getByRole("button", { name: "Undo" }).click();
  await eventually(() => textsOf(id)).toEqual({
    "main.py": "print(1)\n",
    "src/a.py": "1",
    "src/b.py": "2",
    "src/c.py": "3",
  });
  await ben.sees("2");
});

test("a rename, a deletion and typing at once, far apart, end the same for all, with all that was typed", async () => {
  const { id, url } = await roomWith({ "lib/a.py": "x = 1\n" });
  const far = url.replace(stage.app.url, line.url);
  const cleo = await stage.arrive({ name: "Cleo" });
  await Promise.all([ada.enter(url), ben.enter(far), cleo.enter(far)]);
  await row(cleo, "a.py").click();
  await cleo.sees("x = 1\n");
  await cleo.page.locator(".view-lines").click({ position: { x: 200, y: 8 } });
  await cleo.press("End");
  line.goFar();
  line.hold();
  await ben.page.getByRole("tree", { name: "Files" }).focus();
  await ben.press("Home");
  await ben.press("ArrowDown");
  await ben.press("Delete");
  await cleo.type(" + late");
  await row(ada, "a.py, Cleo is here").click();
  await ada.press("F2");
  await ada.press("Control+a");
  await ada.type("renamed.py");
  await ada.press("Enter");
  await eventually(() => tree(ada)).toContain("renamed.py");
  line.release();

  for (const person of [ada, ben, cleo]) await eventually(() => tree(person)).toEqual(["lib", "main.py"]);
  await cleo.reads(/^Saved/);
  for (const person of [ada, ben, cleo]) {
    await person.page.getByRole("button", { name: "Deleted files" }).click();
    await eventually(() => person.page.locator(".deleted-file").innerText()).toBe("lib/renamed.py");
  }
  await cleo.page.getByRole("button", { name: "Restore lib/renamed.py" }).click();
  for (const person of [ada, ben, cleo]) await eventually(() => tree(person)).toEqual(["lib", "renamed.py", "main.py"]);
  expect(await textsOf(id)).toEqual({ "main.py": "print(1)\n", "lib/renamed.py": "x = 1 + late\n" });
  await cleo.sees("x = 1 + late\n");
});

test("tabs: files of one name are told apart, a file is found by a few letters, and all are there after a reload", async () => {
  const { url } = await roomWith({ "one/index.ts": "1", "two/index.ts": "2", "notes.md": "# N" });
  await ada.enter(url);
  for (const [letters, text] of [
    ["on ind", "1"],
    ["twoin", "2"],
    ["notes", "# N"],
  ] as const) {
    await ada.press("Control+p");
    await ada.type(letters);
    await ada.press("Enter");
    await ada.sees(text);
  }
  await eventually(() => ada.page.locator(".tab-name").allInnerTexts()).toEqual([
    "main.py",
    expect.stringMatching(/index\.ts\s+one/),
    expect.stringMatching(/index\.ts\s+two/),
    "notes.md",
  ]);
  await ada.press("Alt+w");
  await ada.sees("2");
  await ada.page.getByRole("tab", { name: "one/index.ts" }).click({ button: "middle" });
  await eventually(() => tabs(ada)).toEqual(["main.py", "index.ts"]);
  // The caret is where it was.
  await ada.press("End");
  await ada.page.getByRole("tab", { name: "main.py" }).click();
  await ada.sees("print(1)\n");
  await ada.page.getByRole("tab", { name: "two/index.ts" }).click();
  await ada.sees("2");
  await ada.type("3");
  await ada.sees("23");
  await ada.reads(/^Saved/);
  await ada.page.reload();
  await ada.inRoom();
  await ada.sees("23");
  await eventually(() => tabs(ada)).toEqual(["main.py", "index.ts"]);
});

test("a search through all files follows what others type; its replacement is an edit among theirs, and is taken back", async () => {
  const { id, url } = await roomWith({ "a.py": "count = 1\n", "b/c.py": "count += count\n", "d.md": "No Count.\n" });
  await Promise.all([ada.enter(url), ben.enter(url)]);
  await ada.press("Control+Shift+f");
  await ada.type("count");
  const summary = ada.page.locator(".search-summary p");
  await eventually(() => summary.innerText()).toBe("4 places in 3 files");
  await row(ben, "a.py").click();
  await ben.sees("count = 1\n");
  await ben.page.locator(".view-lines").click({ position: { x: 300, y: 8 } });
  await ben.type("  # count");
  await eventually(() => summary.innerText()).toBe("5 places in 3 files");
  await ada.page.getByRole("button", { name: "Match case" }).click();
  await ada.page.getByRole("button", { name: "Whole words" }).click();
  await eventually(() => summary.innerText()).toBe("4 places in 2 files");

  await ada.page.getByRole("button", { name: "Replace", exact: true }).click();
  await ada.page.getByLabel("Replace by").fill("total");
  const typing = ben.type(", which Ben counts while Ada replaces");
  await ada.page.getByRole("button", { name: "Replace all", exact: true }).click();
  await typing;
  await eventually(() => toast(ada).innerText()).toMatch("Replaced 4 places in 2 files.");
  const before = { "main.py": "print(1)\n", "d.md": "No Count.\n" };
  await eventually(() => textsOf(id)).toEqual({
    ...before,
    "a.py": "total = 1  # total, which Ben counts while Ada replaces\n",
    "b/c.py": "total += total\n",
  });
  await eventually(() => summary.innerText()).toBe("Nothing found.");
  await toast(ada).getByRole("button", { name: "Undo" }).click();
  await eventually(() => textsOf(id)).toEqual({
    ...before,
    "a.py": "count = 1  # count, which Ben counts while Ada replaces\n",
    "b/c.py": "count += count\n",
  });
  await eventually(() => summary.innerText()).toBe("4 places in 2 files");
  await ada.page
    .getByRole("treeitem", { name: /^Line 1\s*count \+=/ })
    .first()
    .click();
  await ada.sees("count += count\n");

  // A pattern that would never end does not take the page with it.
  await ada.page.getByRole("button", { name: "Regular expression" }).click();
  await ada.page.getByLabel("Search in all files").fill("(\\w|.)*\\1{9}(.*.*)*!");
  await eventually(() => summary.innerText()).toMatch("This pattern takes too long");
  await ada.page.getByLabel("Search in all files").fill("c.unt");
  await eventually(() => summary.innerText()).toBe("4 places in 2 files");
  expect(await ada.faults()).toEqual([]);
});

test("a folder that is dropped comes in with all that is in it, but for what tools make", async () => {
  const { id, url } = await roomWith({});
  await ada.enter(url);
  const place = await mkdtemp(join(tmpdir(), "tandem-drop-"));
  const project = join(place, "project");
  await mkdir(join(project, "src/deep"), { recursive: true });
  await mkdir(join(project, "node_modules/x"), { recursive: true });
  await writeFile(join(project, "src/deep/a.py"), "a = 1\r\n");
  await writeFile(join(project, "README.md"), "# Über\n");
  await writeFile(join(project, "node_modules/x/index.js"), "0");
  await writeFile(join(project, "dot.png"), Buffer.from(PICTURE, "base64"));
  const cdp = await ada.context.newCDPSession(ada.page);
  const data = { items: [], files: [project], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await cdp.send("Input.dispatchDragEvent", { type, x: 700, y: 400, data });

  const report = ada.page.getByRole("dialog", { name: "Added 3 files" });
  await eventually(() => report.innerText()).toMatch(/project\/node_modules tools make it anew/);
  await rm(place, { recursive: true });
  expect(await ada.faults()).toEqual([]);
  await ada.press("Escape");
  expect(await textsOf(id)).toMatchObject({ "project/src/deep/a.py": "a = 1\n", "project/README.md": "# Über\n" });
  expect(await authorsIn(id)).toEqual([1]);
  await row(ada, "dot.png").click();
  await eventually(() => ada.page.locator(".asset-picture").innerText()).toMatch(/1 × 1/);
  await row(ada, "README.md").click();
  await ada.sees("# Über\n");
});

test("a zip file is unpacked into the folder that is chosen", async () => {
  const { id, url } = await roomWith({ "lib/a.py": "a\n" });
  await ada.enter(url);
  await row(ada, "a.py").click();
  const zip = await zipOf(new Map([["b.py", Buffer.from("b\n")]]));
  const file = { name: "more.zip", mimeType: "application/zip", buffer: Buffer.from(zip) };
  await ada.page.getByLabel("Files to add").setInputFiles(file);
  await eventually(() => toast(ada).innerText()).toBe("Added one file in “lib”.");
  expect(await textsOf(id)).toEqual({ "main.py": "print(1)\n", "lib/a.py": "a\n", "lib/b.py": "b\n" });
});

test("an upload is cancelled, brings nothing, and leaves the way free for the next", async () => {
  const { id, url } = await roomWith({});
  await ada.enter(url);
  const add = () =>
    ada.page.getByLabel("Files to add").setInputFiles({ name: "n.md", mimeType: "", buffer: Buffer.from("# N\n") });
  await ada.page.route("**/files/n.md", () => {}); // on its way, and never there
  await add();
  await eventually(() => ada.page.locator(".upload").innerText()).toMatch(/^Adding n\.md…/);
  await ada.page.locator(".upload").getByRole("button", { name: "Cancel" }).click();
  await eventually(() => ada.page.locator(".upload").count()).toBe(0);
  await ada.page.unroute("**/files/n.md");
  expect(await textsOf(id)).toEqual({ "main.py": "print(1)\n" });
  await add();
  await eventually(() => toast(ada).innerText()).toBe("Added “n.md”.");
  expect(await textsOf(id)).toEqual({ "main.py": "print(1)\n", "n.md": "# N\n" });
  expect(await authorsIn(id)).toEqual([1]);
});

test("a paste that no file can hold changes nothing; one that fills a file becomes one", async () => {
  const { id, url } = await roomWith({});
  await ada.enter(url);
  const paste = async (length: number) => {
    await ada.page.evaluate((count) => navigator.clipboard.writeText("x".repeat(count)), length);
    await ada.press("Control+v");
  };
  await paste(1_000_001);
  await eventually(() => toast(ada).innerText()).toMatch(/1,000,001 characters, and a file holds 1,000,000 at most/);
  await paste(999_999);
  await toast(ada).getByRole("button", { name: "Make a new file of them" }).click();
  await eventually(async () => (await textsOf(id))["pasted.txt"]?.length).toBe(999_999);
  expect((await textsOf(id))["main.py"]).toBe("print(1)\n");
});

test("all of it by keys alone, and nothing serious for axe", async () => {
  const { id, url } = await roomWith({ "lib/a.py": "1", "lib/b.py": "2", "z.py": "3" });
  await ada.enter(url);
  const active = () =>
    ada.page.getByRole("tree", { name: "Files" }).evaluate((element) => {
      const of = element.getAttribute("aria-activedescendant");
      return of === null ? null : document.getElementById(of)?.getAttribute("aria-label");
    });
  await ada.page.getByRole("tree", { name: "Files" }).focus();
  await ada.press("Home");
  await eventually(active).toBe("lib");
  await ada.press("ArrowRight");
  await eventually(active).toBe("a.py");
  await ada.press("ArrowLeft");
  await ada.press("ArrowLeft");
  await eventually(() => tree(ada)).toEqual(["lib", "main.py", "z.py"]);
  await ada.press("ArrowRight");
  await ada.press("End");
  await eventually(active).toBe("z.py");
  await ada.press("b");
  await eventually(active).toBe("b.py");
  await ada.press("Shift+F10");
  await eventually(() => ada.page.getByRole("menu").count()).toBe(1);
  expect(await ada.faults()).toEqual([]);
  for (let i = 0; i < 2; i++) await ada.press("ArrowDown");
  await ada.press("Enter"); // "Move to…"
  await ada.type("data");
  await ada.press("Enter");
  await eventually(async () => Object.keys(await textsOf(id))).toContain("data/b.py");
  await eventually(() => ada.page.getByRole("dialog").count()).toBe(0);
  await ada.page.getByRole("tree", { name: "Files" }).focus();
  await ada.press("Home");
  await ada.press("ArrowDown");
  await ada.press("Enter");
  await ada.sees("2");
  await eventually(() => ada.page.evaluate(() => document.activeElement?.closest(".monaco-editor") !== null)).toBe(
    true,
  );
  expect(await ada.faults()).toEqual([]);
});

test("2,000 files are as quick as a few: only the lines on the screen are in the page", async () => {
  const files = Object.fromEntries(Array.from({ length: 1_999 }, (_, i) => [`src/${i % 30}/file ${i}.py`, `${i}`]));
  const { url } = await roomWith(files);
  await ada.enter(url);
  // In a project of this size the folders are closed at first.
  await eventually(() => tree(ada)).toEqual(["src", "main.py"]);
  await row(ada, "src").click();
  await ada.page.getByRole("tree", { name: "Files" }).focus();
  await ada.press("Home");
  await ada.press("ArrowDown");
  await ada.press("*");
  await ada.press("End");
  await eventually(() => tree(ada)).toContain("main.py");
  expect(await ada.page.locator(".file-row").count()).toBeLessThan(80);
});

test("viewers see all of it and change nothing", async () => {
  const { id } = await roomWith({ "lib/a.py": "1" });
  const { viewId } = await apiAt(stage.app.url)("GET /rooms/{roomId}", { params: { roomId: id } });
  await ben.enter(`${stage.app.url}/r/${viewId}`);
  await row(ben, "a.py").click();
  await ben.sees("1");
  expect(await ben.page.getByRole("button", { name: /^New|^Add/ }).count()).toBe(0);
  await ben.press("Delete");
  await ben.press("Shift+F10");
  expect(await ben.page.getByRole("menuitem").allInnerTexts()).toEqual([
    expect.stringMatching(/^Open/),
    "Copy path",
    "Download",
  ]);
  expect(await tree(ben)).toEqual(["lib", "a.py", "main.py"]);
});

const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
