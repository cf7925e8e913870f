// Two people talk in a room: in the chat, and about places in the code.
import { expect, test } from "vitest";
import { apiAt } from "#client/api";
import { ContractClient } from "#test/contract-client";
import { eventually, makeRoom, type NewRoom, type Person } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();

const room = (given: NewRoom) => makeRoom(stage.app.url, given);
const chat = (person: Person) => person.page.locator(".chat-message .markdown").allInnerTexts();
const unread = (person: Person) => person.page.locator(".view-mark").first().innerText();
const threads = (person: Person) => person.page.locator(".thread:not([data-resolved='true'])");
async function say(person: Person, text: string): Promise<void> {
  await person.press("ControlOrMeta+Shift+M");
  await person.page.waitForFunction(() => document.activeElement?.closest(".composer"));
  await person.type(text);
  await person.press("Enter");
}

const code = "def total(prices):\n    return sum(prices)\n\n\nprint(total([1, 2]))\n";

test("what one says the other hears, is called by, finds unread, and finds again; a place in it leads to the code", async () => {
  const { url, id } = await room({ language: "python", title: "Checkout", initial_code: code });
  const ada = await stage.enter(url, { name: "Ada" });
  await ada.press("ControlOrMeta+Shift+M");
  await eventually(() => ada.page.locator(".talk-empty").innerText()).toMatch(/^Nobody has said anything yet/);
  await ada.photograph("talk-empty");
  const ben = await stage.enter(url, { name: "Ben Ito", dark: true });
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
  await apiAt(stage.app.url)("POST /rooms/{roomId}/chat", {
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
  expect(await ada.faults()).toEqual([]);
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
    const client = new ContractClient(`${stage.app.wsUrl}/ws/${id}?name=Speaker ${speaker}`);
    await client.next("init");
    for (let n = 1; n <= 10; n++) client.send({ type: "chat", text: `${speaker} says ${n}` });
    for (let n = 1; n <= 10; n++) await client.next("chat");
    await client.leave();
  }
  const ada = await stage.enter(url, { name: "Ada" });
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
  const ada = await stage.enter(url, { name: "Ada" });
  const ben = await stage.enter(url, { name: "Ben", phone: true });
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
  expect(await ben.faults()).toEqual([]);
});

test("who looks elsewhere and is called hears it from the desktop", async () => {
  const { url } = await room({ title: "Checkout", initial_code: "x" });
  const ben = await stage.stranger({ name: "Ben" });
  await ben.context.grantPermissions(["notifications"], { origin: stage.app.url });
  await ben.context.addInitScript(() => {
    const shown: unknown[] = [];
    Object.assign(window, {
      shown,
      Notification: class extends Notification {
        constructor(title: string, options: NotificationOptions) {
          super(title, options);
          shown.push([title, options.body]);
        }
      },
    });
  });
  const shown = () => ben.page.evaluate(() => (window as unknown as { shown: unknown[] }).shown);
  await ben.enter(url);
  const ada = await stage.enter(url, { name: "Ada" });
  await say(ada, "@Ben here you hear it");
  await eventually(() => ben.page.locator(".toast").innerText()).toMatch(/^Ada mentioned you/);
  expect(await shown()).toEqual([]); // they look at it
  // A browser without a screen shows every tab.
  await ben.page.evaluate(() => Object.defineProperty(document, "visibilityState", { get: () => "hidden" }));
  await say(ada, "@Ben and there");
  await eventually(shown).toEqual([["Ada in Checkout", "@Ben and there"]]);
});

test("a comment stays at its code, is answered, resolved, and opened again; without its code it says so", async () => {
  const { url } = await room({ language: "python", initial_code: code });
  const [ada, ben] = [await stage.enter(url, { name: "Ada" }), await stage.enter(url, { name: "Ben" })];
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
  expect(await ada.faults()).toEqual([]);
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
