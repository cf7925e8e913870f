// A person at a phone and one at a desk in one room: another editor over the same room, and all of the page for fingers.
import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { eventually, makeRoom, type NewRoom, type Person, type PersonOptions, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage({});

/** Pia at a phone, with the caret in the first line and the keyboard up, and Dan at a desk. */
async function piaAndDan(room: NewRoom, phone: PersonOptions["phone"] = true, arrive = stage.arrive) {
  const { id, url } = await makeRoom(stage.app.url, room);
  const [pia, dan] = await Promise.all([arrive({ name: "Pia", phone }), stage.enter(url, { name: "Dan" })]);
  await pia.enter(url);
  await pia.page.locator(".cm-line").first().tap();
  await pia.press("Home");
  return { id, url, pia, dan };
}

const codeOf = async (id: string) => (await roomNow(stage.app.url, id)).code;
const key = ({ page }: Person, name: string) =>
  page.locator(".key-bar").getByRole("button", { name, exact: true }).tap();
const overflow = ({ page }: Person) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** What a finger could miss: everything that can be pressed and is smaller than 44 px. */
const smallTargets = ({ page }: Person) =>
  page.evaluate(() =>
    [...document.querySelectorAll("button, a[href], input, select, textarea")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".xterm"))
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 1 && (box.width < 43.5 || box.height < 43.5))
      .map(({ element, box }) => `${element.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`),
  );

test("a phone and a desk write one text, each undoes only what they wrote, and no Monaco came to the phone", async () => {
  const { id, url } = await makeRoom(stage.app.url, { language: "javascript", initial_code: "one\ntwo\n" });
  const dan = await stage.enter(url, { name: "Dan" });
  const pia = await stage.stranger({ name: "Pia", phone: true });
  const scripts: string[] = [];
  pia.page.on("request", (request) => scripts.push(new URL(request.url()).pathname));
  await pia.enter(url);
  await pia.page.locator(".cm-line").first().tap();
  await pia.press("End");
  await pia.type(" from a phone");
  await dan.sees("one from a phone\ntwo\n");
  await dan.goTo(2, "end");
  await dan.type(" from a desk");
  await pia.sees("one from a phone\ntwo from a desk\n");
  // Dan's caret, with his name while he writes.
  await eventually(() => pia.page.locator(".remote-caret[data-tag] .remote-tag").textContent()).toBe("Dan");
  const [caret, lines] = await Promise.all([
    pia.page.locator(".remote-caret").boundingBox(),
    pia.page.locator(".cm-line").nth(1).boundingBox(),
  ]);
  expect(Math.abs(caret!.y - lines!.y)).toBeLessThan(4);
  await pia.photograph("phone-room");
  await key(pia, "Undo");
  await dan.sees("one\ntwo from a desk\n");
  await dan.press("Control+z");
  await pia.sees("one\ntwo\n");
  await key(pia, "Redo");
  await eventually(() => codeOf(id)).toBe("one from a phone\ntwo\n");
  // A phone that is shaken, or a menu of its keyboard.
  await pia.page.evaluate(() => {
    const event = new InputEvent("beforeinput", { inputType: "historyUndo", bubbles: true, cancelable: true });
    document.querySelector(".cm-content")?.dispatchEvent(event);
  });
  await eventually(() => codeOf(id)).toBe("one\ntwo\n");
  expect(scripts.filter((path) => /monaco|CodeEditor|editor\.worker|ts\.worker/i.test(path))).toEqual([]);
  expect(scripts.some((path) => path.includes("TouchEditor"))).toBe(true);
});

test.for(["Pixel 7", "iPhone 13"] as const)(
  "on %s a word is composed whole while another writes beside it",
  async (name) => {
    const { id, pia, dan } = await piaAndDan({ initial_code: "[]\nbelow" }, name === "iPhone 13" ? name : true);
    await pia.press("ArrowRight");
    await dan.goTo(1, 1);
    const keyboard = await pia.context.newCDPSession(pia.page);
    await compose(keyboard, "n");
    await compose(keyboard, "ni");
    // What is composed is there for the others at once: on phones every word is.
    await dan.sees("[ni]\nbelow");
    // What they write waits until the word is whole.
    await dan.type("<");
    await eventually(() => codeOf(id)).toBe("<[ni]\nbelow");
    await compose(keyboard, "nih");
    await eventually(() => codeOf(id)).toBe("<[nih]\nbelow");
    await keyboard.send("Input.insertText", { text: "你好" });
    await pia.sees("<[你好]\nbelow");
    await dan.sees("<[你好]\nbelow");
    await pia.type("a");
    await eventually(() => codeOf(id)).toBe("<[你好a]\nbelow");
  },
);

test("a word stays whole that another writes into while its characters are chosen, however long that takes", async () => {
  const { id, pia, dan } = await piaAndDan({ initial_code: "[]" }, "iPhone 13", stage.stranger);
  await pia.page.clock.install();
  await pia.press("ArrowRight");
  const keyboard = await pia.context.newCDPSession(pia.page);
  await compose(keyboard, "n");
  await compose(keyboard, "ni");
  await dan.sees("[ni]");
  await dan.goTo(1, 3);
  await dan.type("<");
  await eventually(() => codeOf(id)).toBe("[n<i]");
  await pia.page.clock.runFor(10_000);
  await compose(keyboard, "nih");
  await keyboard.send("Input.insertText", { text: "你好" });
  await eventually(() => codeOf(id)).toMatch(/^\[(<你好|你好<)\]$/);
  await pia.page.clock.runFor(1_000);
  await pia.sees(await codeOf(id));
});

async function compose(keyboard: CDPSession, text: string): Promise<void> {
  await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}

test("the bar has the keys that a phone's keyboard lacks, and stays above it", async () => {
  const { id, pia } = await piaAndDan({ language: "python", initial_code: `\n${"# line\n".repeat(60)}` });
  // On a slow machine a suggestion would come between two keys, and Tab would accept it.
  await pia.page.evaluate(() => localStorage.setItem("tandem.settings", JSON.stringify({ suggestions: false })));
  await pia.page.reload();
  await pia.inRoom();
  await pia.page.locator(".cm-line").first().tap();
  await pia.press("Home");
  await pia.type("print");
  await key(pia, "(");
  await key(pia, '"');
  await key(pia, "Right");
  await key(pia, "Right");
  await key(pia, ":");
  // As a keyboard on the screen writes it. CodeMirror does not believe an Enter key right behind a change on Android.
  await pia.page.keyboard.insertText("\n");
  await eventually(() => codeOf(id)).toContain('print(""):\n\n# line');
  await key(pia, "Tab");
  await pia.type("x");
  await eventually(async () => (await codeOf(id)).slice(0, 17)).toBe('print(""):\n    x\n');
  // What is pasted has the room's line ends, and nothing that a room would refuse.
  await pia.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "a\r\nb\rc\uD83Dd");
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.querySelector(".cm-content")?.dispatchEvent(paste);
  });
  await eventually(() => codeOf(id)).toContain("xa\nb\nc\uFFFDd\n");
  // The keyboard comes up, and takes half of the page: the caret's line stays in sight, over the bar.
  await pia.press("Control+End");
  await pia.page.setViewportSize({ width: 360, height: 400 });
  const boxOf = async (selector: string) => (await pia.page.locator(selector).boundingBox())!;
  await eventually(async () => (await boxOf(".key-bar")).y + (await boxOf(".key-bar")).height).toBe(400);
  await eventually(async () => {
    const line = await boxOf(".cm-activeLine.cm-line");
    return line.y + line.height <= (await boxOf(".key-bar")).y;
  }).toBe(true);
  await pia.photograph("phone-keys");
  await key(pia, "Hide the keyboard");
  await eventually(() => pia.page.locator(".key-bar").count()).toBe(0);
});

test("a program runs on a phone, and its output is there to read", async () => {
  const { pia } = await piaAndDan({ language: "python", initial_code: "print(6 * 7)" });
  await pia.page.locator(".run-button").tap();
  await eventually(() => pia.page.locator(".run-status").first().innerText()).toBe("Finished");
  await eventually(() => pia.page.locator(".xterm-rows").innerText()).toContain("42");
  expect([await overflow(pia), await pia.faults(), await smallTargets(pia)]).toEqual([0, [], []]);
  await pia.photograph("phone-run");
});

test("who only watches on a phone reads all, and no keyboard comes up", async () => {
  const { id, pia, dan } = await piaAndDan({ initial_code: "look" });
  const { viewId } = await roomNow(stage.app.url, id);
  const eve = await stage.enter(`${stage.app.url}/r/${viewId}`, { name: "Eve", phone: true });
  const content = eve.page.getByRole("textbox", { name: "Code of this room" });
  expect(await content.getAttribute("contenteditable")).toBe("false");
  expect(await content.getAttribute("aria-readonly")).toBe("true");
  await content.tap();
  await pia.type("a");
  await dan.sees("alook");
  await eve.sees("alook");
  expect(await eve.page.locator(".key-bar").count()).toBe(0);
});

test("nothing serious is wrong with the pages of a phone, nothing is wider than it or too small for a finger", async () => {
  const pia = await stage.arrive({ name: "Pia", phone: true });
  await pia.page.goto(stage.app.url);
  const faults = async () => [await overflow(pia), await pia.faults(), await smallTargets(pia)];
  await pia.page.getByRole("button", { name: "Python" }).waitFor();
  expect(await faults(), "landing").toEqual([0, [], []]);
  await pia.page.getByRole("button", { name: "Python" }).tap();
  await pia.inRoom();
  await pia.reads(/^Saved/);
  expect(await faults(), "room").toEqual([0, [], []]);
  await pia.page.locator(".cm-content").tap();
  await pia.page.locator(".key-bar").waitFor();
  expect(await faults(), "typing").toEqual([0, [], []]);
  await key(pia, "Hide the keyboard");
  await pia.page.locator(".share-button").tap();
  await pia.page.locator("dialog .share-own").waitFor();
  expect(await faults(), "share").toEqual([0, [], []]);
  await pia.photograph("phone-share");
});
