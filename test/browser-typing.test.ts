// Two real browsers in one room: what both type is there, in both, and nobody undoes or overwrites the other.
import { beforeEach, expect, test } from "vitest";
import { eventually, makeRoom, type NewRoom, type Person, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = await Promise.all([stage.arrive({ name: "Ada" }), stage.arrive({ name: "Ben", dark: true })]);
});

async function bothIn(room: NewRoom = {}): Promise<string> {
  const { id, url } = await makeRoom(stage.app.url, room);
  await Promise.all([ada.enter(url), ben.enter(url)]);
  return id;
}

test("what two type at once in one line and elsewhere is in both browsers and in the room, nothing lost", async () => {
  const id = await bothIn({ initial_code: "one line\nanother\nlast" });
  await ada.goTo(1, 1);
  await ben.goTo(1, "end");
  await Promise.all([ada.type("at the front of "), ben.type(", at its end")]);
  await ada.goTo(3, "end");
  await ben.goTo(2, 1);
  await Promise.all([ada.type(" of all"), ben.type("and ")]);
  const text = "at the front of one line, at its end\nand another\nlast of all";
  await Promise.all([ada.sees(text), ben.sees(text)]);
  await eventually(async () => (await roomNow(stage.app.url, id)).code).toBe(text);
  await Promise.all([ada.reads(/^Saved at v\d+$/), ben.reads(/^Saved at v\d+$/)]);
  await ben.photograph("two-typing");
});

test("words that two type at the very same place stand one after the other, never mixed", async () => {
  const id = await bothIn({ initial_code: "[]" });
  await ada.goTo(1, 2);
  await ben.goTo(1, 2);
  await Promise.all([ada.type("aaaaaaaaaaaaaaaa"), ben.type("bbbbbbbbbbbbbbbb")]);
  await eventually(async () => (await roomNow(stage.app.url, id)).code).toMatch(/^\[(a{16}b{16}|b{16}a{16})\]$/);
  const { code } = await roomNow(stage.app.url, id);
  await Promise.all([ada.sees(code), ben.sees(code)]);
});

test("Ctrl+Z takes back one's own typing only, also when the other has written into it since", async () => {
  await bothIn({ initial_code: "first\nsecond" });
  await ada.goTo(1, "end");
  await ada.type(" ada");
  await ben.sees("first ada\nsecond");
  await ben.goTo(2, "end");
  await ben.type(" ben");
  await ada.sees("first ada\nsecond ben");
  await ben.goTo(1, 8);
  await ben.type("!");
  await ada.sees("first a!da\nsecond ben");
  await ada.press("Control+z");
  await Promise.all([ada.sees("first!\nsecond ben"), ben.sees("first!\nsecond ben")]);
  await ada.press("Control+z"); // nothing of Ada's is left to undo
  await ada.press("Control+Shift+z");
  await Promise.all([ada.sees("first a!da\nsecond ben"), ben.sees("first a!da\nsecond ben")]);
  await ada.press("Control+z");
  await ada.press("Control+y");
  await Promise.all([ada.sees("first a!da\nsecond ben"), ben.sees("first a!da\nsecond ben")]);
});

test("the command palette undoes one's own typing as well", async () => {
  await bothIn({ initial_code: "text" });
  await ada.goTo(1, "end");
  await ada.type(" of Ada");
  await ben.sees("text of Ada");
  await ben.goTo(1, 1);
  await ben.type("Ben's ");
  await ada.sees("Ben's text of Ada");
  await ada.press("F1");
  await ada.page.waitForSelector(".finder");
  await ada.type("Undo My Last");
  await ada.press("Enter");
  await Promise.all([ada.sees("Ben's text"), ben.sees("Ben's text")]);
});

test("a caret stays where it is while others write at its place and above it", async () => {
  await bothIn({ initial_code: "above\nab" });
  await ada.goTo(2, 2);
  await ben.goTo(2, 2);
  await ben.type("-ben-");
  await ada.sees("above\na-ben-b");
  await ben.goTo(1, 1);
  await ben.type("far ");
  await ada.sees("far above\na-ben-b");
  await ada.type("|");
  await ben.sees("far above\na|-ben-b");
});

test("text written above does not move what one is looking at", async () => {
  const lines = Array.from({ length: 200 }, (_, i) => `line ${i + 1}`);
  await bothIn({ initial_code: lines.join("\n") });
  await ada.press("Control+End");
  const seen = ada.page.locator(".view-line", { hasText: "line 190" });
  const before = await seen.boundingBox();
  await ben.goTo(1, 1);
  await ben.page.keyboard.insertText("new\n".repeat(20));
  await eventually(() => ada.page.locator(".line-numbers", { hasText: /^220$/ }).count()).toBe(1);
  expect((await seen.boundingBox())?.y).toBe(before?.y);
});

test("a text that fits the window stays in it whole, whoever writes above", async () => {
  await bothIn({ initial_code: "above\nhere" });
  await ada.goTo(2, 1);
  await ben.goTo(1, 1);
  await ben.page.keyboard.insertText("new\n".repeat(3));
  await ada.sees(`${"new\n".repeat(3)}above\nhere`);
  const first = ada.page.locator(".view-line", { hasText: "new" }).first();
  const top = (box: { y: number } | null) => box?.y ?? 0;
  const editor = await ada.page.locator(".monaco-editor").first().boundingBox();
  expect(top(await first.boundingBox())).toBeGreaterThanOrEqual(top(editor));
});

test("the others' carets are seen with their names, which go after a while and come back under the mouse", async () => {
  await bothIn({ initial_code: "first line\nsecond\nthird" });
  await ben.goTo(3, 1);
  await ada.goTo(1, 3);
  const tag = ben.page.locator(".remote-tag");
  const isShown = () => tag.evaluate((node) => getComputedStyle(node).opacity === "1");
  await eventually(isShown).toBe(true);
  expect(await tag.innerText()).toBe("Ada");
  const editor = await ben.page.locator(".monaco-editor").first().boundingBox();
  const box = await tag.boundingBox();
  // On the first line there is no room above it.
  expect(box?.y).toBeGreaterThanOrEqual(editor?.y ?? Infinity);
  await ben.photograph("name-tag");
  await eventually(isShown).toBe(false);
  const caret = await ben.page.locator(".remote-caret").boundingBox();
  await ben.page.mouse.move((caret?.x ?? 0) + 2, (caret?.y ?? 0) + 8);
  await eventually(isShown).toBe(true);
});

test("a name tag never covers the line one is writing in", async () => {
  // Lines past the right edge, so that the name cannot stand behind their ends, where nothing is to be covered.
  const rest = " and on".repeat(40);
  await bothIn({ initial_code: `first${rest}\nsecond${rest}\nthird${rest}` });
  await ben.goTo(2, 5);
  const line = await ben.page.locator(".view-line", { hasText: "second" }).boundingBox();
  if (!line) throw new Error("The line is not on the screen");
  for (const row of [1, 3]) {
    await ada.goTo(row, 3);
    let shown: NameTag | null | undefined;
    await eventually(async () => {
      shown = await nameTagOn(ben);
      return shown && Math.sign(shown.caretTop - line.y);
    }).toBe(row - 2);
    expect(shown && shown.top < line.y + line.height && line.y < shown.bottom).toBe(false);
  }
});

type NameTag = { caretTop: number; top: number; bottom: number };

/** The name tag that is shown, all measured in one moment. */
function nameTagOn({ page }: Person): Promise<NameTag | null | undefined> {
  return page.evaluate(() => {
    const caret = document.querySelector(".remote-caret[data-tag]");
    const tag = caret?.firstElementChild?.getBoundingClientRect();
    return caret && tag && { caretTop: caret.getBoundingClientRect().top, top: tag.top, bottom: tag.bottom };
  });
}

test("somebody's selection is seen in their colour, and goes when they leave", async () => {
  await bothIn({ initial_code: "select me" });
  await ada.press("Control+a");
  await eventually(() => ben.page.locator(".remote-selection").count()).toBe(1);
  await eventually(() => ben.page.locator(".people .avatar").count()).toBe(2);
  await ada.page.goto("about:blank");
  await eventually(() => ben.page.locator(".remote-selection, .remote-caret").count()).toBe(0);
  await eventually(() => ben.page.locator(".people .avatar").count()).toBe(1);
});

test("language and name of the room change for everybody", async () => {
  const id = await bothIn();
  await ada.page.click(".language-button");
  await ada.type("rus");
  await ada.press("Enter");
  await eventually(() => ben.page.locator(".language-button").innerText()).toBe("Rust");
  await ada.page.fill("input.room-title", "Borrow checker");
  await ada.press("Enter");
  await eventually(() => ben.page.locator("input.room-title").inputValue()).toBe("Borrow checker");
  await eventually(() => ben.page.title()).toBe("Borrow checker · Tandem");
  expect(await roomNow(stage.app.url, id)).toMatchObject({ language: "rust", title: "Borrow checker" });
  await ada.type("let"); // Enter gave the focus back to the code
  await ben.sees("let");
});

test("a person changes their name in place, and everybody sees it", async () => {
  await bothIn();
  await ada.page.click(".people-button");
  await ada.page.fill("input[aria-label='Your name']", "Countess Lovelace");
  await ada.press("Enter");
  await eventually(() => ben.page.locator(".people-button").getAttribute("aria-label")).toBe(
    "You and Countess Lovelace",
  );
});
