// Two people talk in a room: in the chat, and about places in the code.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { apiAt } from "#client/api";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { eventually, launchBrowser, makeRoom, type NewRoom, Person, type PersonOptions } from "#test/browser";

let app: App;
let browser: Browser;
const people: Person[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ env: noRunner }), launchBrowser()]);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});
afterEach(async () => {
  const failures = people.flatMap((person) => person.failures);
  await Promise.all(people.splice(0).map((person) => person.context.close()));
  expect(failures).toEqual([]);
});

async function arrive(url: string, options: PersonOptions): Promise<Person> {
  const person = await Person.arrive(browser, undefined, options);
  people.push(person);
  return person.enter(url);
}
const room = (given: NewRoom) => makeRoom(app.url, given);
const chat = (person: Person) => person.page.locator(".chat-message .markdown").allInnerTexts();
const unread = (person: Person) => person.page.locator(".view-mark").first().innerText();
const threads = (person: Person) => person.page.locator(".thread:not([data-resolved='true'])");
async function say(person: Person, text: string): Promise<void> {
  await person.press("ControlOrMeta+Shift+M");
  await person.page.waitForFunction(() => document.activeElement?.closest(".composer"));
  await person.type(text);
  await person.press("Enter");
}
/** What axe finds serious on the page as it is. */
async function serious(person: Person): Promise<string[]> {
  await person.page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  return person.page.evaluate(async () => {
    type Found = { id: string; impact: string; nodes: { html: string }[] };
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Found[] }> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

const code = "def total(prices):\n    return sum(prices)\n\n\nprint(total([1, 2]))\n";

test("what one says the other hears, is called by, finds unread, and finds again; a place in it leads to the code", async () => {
  const { url, id } = await room({ language: "python", title: "Checkout", initial_code: code });
  const ada = await arrive(url, { name: "Ada" });
  await ada.press("ControlOrMeta+Shift+M");
  await eventually(() => ada.page.locator(".talk-empty").innerText()).toMatch(/^Nobody has said anything yet/);
  await ada.photograph("talk-empty");
  const ben = await arrive(url, { name: "Ben Ito", dark: true });
  await eventually(() => ada.page.locator(".people-button").getAttribute("aria-label")).toMatch("Ben");
  // With the panel closed: a count at its button and in the tab's title, and a word for whoever is called.
  await ada.type("Look at `main.py:2`, @be");
  await eventually(() => ada.page.locator(".composer-names").innerText()).toBe("Ben Ito");
  await ada.press("Tab");
  await ada.type("please");
  await ada.press("Shift+Enter");
  await ada.type("is **this** main.py:1-2 right?");
  await ada.press("Enter");
  await eventually(() => unread(ben)).toBe("1");
  await eventually(() => ben.page.title()).toBe("(1) Checkout · Tandem");
  await eventually(() => ben.page.locator(".toast").innerText()).toMatch(/^Ada mentioned you/);
  await ben.page.click(".toast >> text=Show");
  await eventually(() => chat(ben)).toEqual(["Look at main.py:2, @Ben Ito please\nis this main.py:1-2 right?"]);
  await eventually(() => ben.page.title()).toBe("Checkout · Tandem");
  expect(await ben.page.locator(".called-me").innerText()).toBe("@Ben Ito");
  await ben.page.click(".code-link >> text=main.py:2");
  await ben.page.waitForSelector(".selected-text");
  await ben.press("Home");
  await ben.type("# here\n");
  await ben.sees(code.replace("    return", "    # here\n    return"));
  // A place of an earlier version is where its lines have moved to.
  await ben.goTo(1, 1);
  await ben.type("# first\n");
  await apiAt(app.url)("POST /rooms/{roomId}/chat", {
    params: { roomId: id },
    body: { text: "```python\nprint(1)\n```\nmain.py:5@v0", name: "CI" },
  });
  await ben.page.click(".code-link >> text=main.py:5@v0");
  await ben.page.waitForSelector(".selected-text");
  await ben.press("Home");
  await ben.type("x = ");
  await ben.sees(`# first\n${code.replace("    return", "    # here\n    return").replace("print(", "x = print(")}`);
  await eventually(() => ada.page.locator(".chat-message header strong").allInnerTexts()).toEqual(["Ada", "CI"]);
  await say(ben, "It is right.");
  await eventually(() => chat(ada).then((all) => all.at(-1))).toBe("It is right.");
  await ada.photograph("talk-chat");
  await ben.photograph("talk-chat-dark");
  expect(await serious(ada)).toEqual([]);
  // What is selected is shared as it reads, with a link to it.
  await ben.press("Escape");
  await ben.goTo(4, 1);
  await ben.press("Shift+End");
  await ben.press("F1");
  await ben.page.waitForSelector("dialog[open] input");
  await ben.type("share the selection");
  await ben.press("Enter");
  await eventually(() => ben.page.inputValue(".chat-foot textarea")).toMatch(
    /^`main\.py:4@v\d+`\n```python\n {4}return sum\(prices\)\n```\n$/,
  );
  await ben.page.fill(".chat-foot textarea", "");
  // All of it is there after a reload, and what came meanwhile is told apart.
  await ben.press("Escape");
  await ada.page.goto("about:blank");
  await say(ben, "Are you gone?");
  await eventually(() => chat(ben).then((all) => all.at(-1))).toBe("Are you gone?");
  await ada.enter(url);
  await eventually(() => chat(ada)).toHaveLength(4);
  await eventually(() => ada.page.locator(".chat-new").innerText()).toBe("New since you were here");
  await ada.photograph("talk-again");
});

test("earlier messages come in above what one reads, which stays where it is", async () => {
  const { url, id } = await room({ initial_code: "x" });
  for (let speaker = 0; speaker < 7; speaker++) {
    const client = new ContractClient(`${app.wsUrl}/ws/${id}?name=Speaker ${speaker}`);
    await client.next("init");
    for (let n = 1; n <= 10; n++) client.send({ type: "chat", text: `${speaker} says ${n}` });
    for (let n = 1; n <= 10; n++) await client.next("chat");
    await client.leave();
  }
  const ada = await arrive(url, { name: "Ada" });
  await ada.press("ControlOrMeta+Shift+M");
  await eventually(() => chat(ada)).toHaveLength(50);
  expect(await ada.page.title()).not.toMatch(/^\(/); // who comes for the first time has missed nothing
  const first = ada.page.locator(".chat-message", { hasText: "2 says 1" }).first();
  const places = await ada.page.evaluate(async () => {
    const list = document.querySelector(".chat-list")!;
    list.scrollTop = 40;
    const message = () =>
      [...list.querySelectorAll(".chat-message")].find((one) => one.textContent?.includes("2 says 3"))!;
    const before = message().getBoundingClientRect().top;
    await new Promise<void>((resolve) => {
      const came = new MutationObserver(() => list.querySelectorAll(".chat-message").length > 50 && resolve());
      came.observe(list, { childList: true });
    });
    await new Promise(requestAnimationFrame);
    return { before, after: message().getBoundingClientRect().top };
  });
  expect(places.after).toBeCloseTo(places.before, 0);
  await eventually(() => chat(ada)).toHaveLength(70);
  expect(await first.isVisible()).toBe(true);
});

test("what is said offline waits, and arrives once", async () => {
  const { url } = await room({ initial_code: "x" });
  const ada = await arrive(url, { name: "Ada" });
  const ben = await arrive(url, { name: "Ben", phone: true });
  await ben.page.click(".pane-bar >> text=Talk");
  await ada.context.setOffline(true);
  await ada.reads(/Offline/);
  await say(ada, "Said on the train");
  await eventually(() => ada.page.locator(".chat-unsaid").innerText()).toMatch(/It goes when the line is back/);
  await ada.photograph("talk-offline");
  await ada.context.setOffline(false);
  await eventually(() => chat(ben)).toEqual(["Said on the train"]);
  await eventually(() => ada.page.locator(".chat-unsaid").count()).toBe(0);
  await eventually(() => chat(ada)).toEqual(["Said on the train"]);
  await ben.page.locator(".composer-field").tap();
  await ben.type("Heard on the phone");
  await ben.page.locator(".composer-send").tap();
  await eventually(() => chat(ada)).toEqual(["Said on the train", "Heard on the phone"]);
  await ben.photograph("talk-phone");
  // A place in the code by touch, and what is said of it.
  await say(ada, "x");
  await ada.press("Escape");
  await ada.press("ControlOrMeta+Alt+M");
  await ada.page.waitForSelector(".thread textarea:focus");
  await ada.type("Why x?");
  await ada.press("Enter");
  await ben.page.click(".pane-bar >> text=Code");
  await ben.page.locator(".code-place-bar").tap();
  await eventually(() => threads(ben).locator(".markdown").allInnerTexts()).toEqual(["Why x?"]);
  await ben.photograph("talk-phone-comments");
  expect(await serious(ben)).toEqual([]);
});

test("a comment stays at its code, is answered, resolved, and opened again; without its code it says so", async () => {
  const { url } = await room({ language: "python", initial_code: code });
  const [ada, ben] = [await arrive(url, { name: "Ada" }), await arrive(url, { name: "Ben" })];
  await ada.goTo(2, 12);
  await ada.press("Shift+End"); // sum(prices)
  await ada.press("ControlOrMeta+Alt+M");
  await ada.page.waitForSelector(".thread textarea:focus");
  await ada.photograph("talk-comment-new");
  await ada.type("What if it is empty?");
  await ada.press("Enter");
  await eventually(() => threads(ada).count()).toBe(1);
  await eventually(() => threads(ada).locator(".markdown").allInnerTexts()).toEqual(["What if it is empty?"]);
  // Ben sees the mark in the code, and the comment by a click on it.
  await ben.page.click(".code-place-bar");
  await eventually(() => threads(ben).locator(".thread-place").innerText()).toBe("main.py:2");
  expect(await threads(ben).locator(".thread-quote").innerText()).toBe("sum(prices)");
  await ben.page.click(".monaco-editor .view-line");
  await ben.goTo(1, 1);
  await ben.type("# prices in cents\n");
  await eventually(() => threads(ada).locator(".thread-place").innerText()).toBe("main.py:3");
  await eventually(async () => (await ben.page.locator(".code-place").allInnerTexts()).join("")).toBe("sum(prices)");
  await ben.page.fill(".thread textarea", "Then it is 0.");
  await ben.press("Enter");
  await eventually(() => threads(ada).locator(".markdown").allInnerTexts()).toEqual([
    "What if it is empty?",
    "Then it is 0.",
  ]);
  await ada.photograph("talk-comments");
  expect(await serious(ada)).toEqual([]);
  await ada.page.click(".thread >> text=Resolve");
  await eventually(() => threads(ben).count()).toBe(0);
  await eventually(() => ben.page.locator(".code-place").count()).toBe(0);
  await ben.page.reload();
  await ben.inRoom();
  await ben.page.click(".talk-tabs >> text=Comments");
  await ben.page.click(".comments-resolved");
  await eventually(() => ben.page.locator(".thread-resolved").innerText()).toMatch(/^Resolved by Ada, Today/);
  await ben.page.click(".thread >> text=Open again");
  await eventually(() => threads(ada).count()).toBe(1);
  await ada.page.click(".thread-place");
  await ada.press("Delete");
  await eventually(() => threads(ben).locator(".thread-gone").innerText()).toBe("The code is gone. It was:");
  await ben.photograph("talk-comment-gone");
});
