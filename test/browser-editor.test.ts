// What comes out of the editor in a real browser: one edit per keystroke, in the room's units, and no half-typed words.
import type { CDPSession } from "playwright-core";
import { beforeEach, expect, test } from "vitest";
import { eventually, makeRoom, type NewRoom, type Person, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

type Splice = { start: number; end: number; text: string };

const stage = setStage();
let ada: Person;

beforeEach(async () => {
  ada = await stage.arrive({ name: "Ada" });
});

/** A member without an editor, who notes every edit that the room tells. */
async function watch(id: string): Promise<{ edits: Splice[][]; send(message: object): void; close(): void }> {
  const socket = new WebSocket(`${stage.app.wsUrl}/ws/${id}?name=Watcher`);
  const edits: Splice[][] = [];
  await new Promise<void>((resolve) => {
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; diff: Splice[] };
      if (message.type === "init") resolve();
      if (message.type === "code_update") edits.push(message.diff);
    };
  });
  return { edits, send: (message) => socket.send(JSON.stringify(message)), close: () => socket.close() };
}

async function alone(room: NewRoom): Promise<{ id: string; watcher: Awaited<ReturnType<typeof watch>> }> {
  const { id, url } = await makeRoom(stage.app.url, room);
  const watcher = await watch(id);
  await ada.enter(url);
  return { id, watcher };
}

const codeOf = async (id: string) => (await roomNow(stage.app.url, id)).code;

test("a key pressed with several cursors is one edit", async () => {
  const { id, watcher } = await alone({ initial_code: "a\nb\nc" });
  await ada.goTo(1, 1);
  await ada.press("Shift+Alt+ArrowDown");
  await ada.press("Shift+Alt+ArrowDown");
  await ada.type("-");
  await eventually(() => codeOf(id)).toBe("-a\n-b\n-c");
  expect(watcher.edits).toEqual([
    [
      { start: 0, end: 0, text: "-" },
      { start: 2, end: 2, text: "-" },
      { start: 4, end: 4, text: "-" },
    ],
  ]);
});

test("Enter after indentation, which Monaco reports as several changes at once, arrives whole", async () => {
  const { id } = await alone({ language: "python", initial_code: "if x:" });
  await ada.goTo(1, "end");
  await ada.press("Enter");
  await ada.press("Enter");
  await ada.press("Backspace");
  await ada.type("y");
  await eventually(async () => (await codeOf(id)).endsWith("y")).toBe(true);
  await ada.sees(await codeOf(id));
});

test("pasted line ends of other systems become the room's", async () => {
  const { id, watcher } = await alone({ initial_code: "" });
  await ada.page.evaluate(() => navigator.clipboard.writeText("one\r\ntwo\rthree\n"));
  await ada.press("Control+v");
  await eventually(() => codeOf(id)).toBe("one\ntwo\nthree\n");
  await ada.type("!");
  await eventually(() => watcher.edits.at(-1)).toEqual([{ start: 14, end: 14, text: "!" }]);
});

test("a byte order mark, emoji and unusual line ends count as in the room", async () => {
  const code = "\uFEFFa😀b\u2028c";
  const { id, watcher } = await alone({ initial_code: code });
  await ada.press("Control+End");
  await ada.type("!");
  await eventually(() => watcher.edits).toEqual([[{ start: code.length, end: code.length, text: "!" }]]);
  await ada.press("Control+Home");
  for (let i = 0; i < 3; i++) await ada.press("ArrowRight");
  await ada.press("Backspace");
  await eventually(() => codeOf(id)).toBe("\uFEFFab\u2028c!");
  await eventually(() => watcher.edits.at(-1)).toEqual([{ start: 2, end: 4, text: "" }]);
});

test("half of a surrogate pair never leaves the browser", async () => {
  const { id } = await alone({ initial_code: "" });
  // Real keys and the real clipboard repair it before the page sees it; a program's paste does not.
  await ada.page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", "a\uD83Db");
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(paste);
  });
  await eventually(() => codeOf(id)).toBe("a\uFFFDb");
  await ada.type("c");
  await eventually(() => codeOf(id)).toBe("a\uFFFDbc");
});

test("what an input method composes leaves whole and at the end, and what others write waits so long", async () => {
  const { id, watcher } = await alone({ initial_code: "[]\nbelow" });
  await ada.goTo(1, 2);
  const keyboard = await ada.context.newCDPSession(ada.page);
  await compose(keyboard, "n");
  await compose(keyboard, "ni");
  await ada.sees("[ni]\nbelow");
  watcher.send({
    type: "code_update",
    version: 0,
    diff: [
      { start: 1, end: 1, text: "<" },
      { start: 8, end: 8, text: ">" },
    ],
  });
  await eventually(() => codeOf(id)).toBe("[<]\nbelow>");
  await compose(keyboard, "ni h");
  // The other's edit has had every chance to come by now, and stands back for the composition.
  await ada.sees("[ni h]\nbelow");
  expect(watcher.edits).toEqual([]);
  await keyboard.send("Input.insertText", { text: "你好" });
  await ada.sees("[你好<]\nbelow>");
  await eventually(() => codeOf(id)).toBe("[你好<]\nbelow>");
  expect(watcher.edits).toEqual([[{ start: 1, end: 1, text: "你好" }]]);
  await ada.type("!");
  await eventually(() => codeOf(id)).toBe("[你好!<]\nbelow>");
  await ada.press("Control+z");
  await eventually(() => codeOf(id)).not.toContain("!");
});

async function compose(keyboard: CDPSession, text: string): Promise<void> {
  await keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
}

test("a composition that is given up leaves nothing behind", async () => {
  const { id, watcher } = await alone({ initial_code: "ab" });
  await ada.goTo(1, 2);
  const keyboard = await ada.context.newCDPSession(ada.page);
  await compose(keyboard, "xyz");
  await ada.sees("axyzb");
  await compose(keyboard, "");
  await ada.sees("ab");
  await ada.type("-");
  await eventually(() => codeOf(id)).toBe("a-b");
  expect(watcher.edits).toEqual([[{ start: 1, end: 1, text: "-" }]]);
});

test("what the editor does in workers comes later where their scripts do not come at first", async () => {
  const { url } = await makeRoom(stage.app.url, {
    language: "typescript",
    initial_code: 'let n: number = "a"; // https://example.org',
  });
  ada = await stage.stranger({ name: "Ada" });
  const lost = new Set<string>();
  await ada.page.route(/\/(editor|ts)\.worker-/, (route) => {
    const wanted = route.request().url();
    if (lost.has(wanted)) return route.continue();
    lost.add(wanted);
    return route.abort();
  });
  await ada.enter(url);
  await eventually(() => ada.page.locator(".monaco-editor .squiggly-error").count()).toBe(1);
  await eventually(() => ada.page.locator(".monaco-editor .detected-link").count()).toBeGreaterThan(0);
  expect(lost.size).toBe(2);
});
