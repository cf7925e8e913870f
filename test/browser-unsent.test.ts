// Typing that the room has not confirmed: it survives a lost line, a closed tab, a crashed tab and a stopped app.
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Random } from "#collab/simulation/random";
import { noRunner, startApp } from "#test/app";
import { eventually, makeRoom, type NewRoom, type Person, roomNow } from "#test/browser";
import { DistantLine } from "#test/distant-line";
import { setStage } from "#test/stage";

const stage = setStage();
let line: DistantLine;
let ada: Person;

beforeAll(async () => {
  line = await DistantLine.to(stage.app.url, new Random(1));
  return () => line.close();
});
beforeEach(async () => {
  ada = await stage.arrive({ name: "Ada" });
});
afterEach(() => line.mend());

async function roomOnTheLine(room?: NewRoom): Promise<{ id: string; url: string }> {
  const { id, url } = await makeRoom(stage.app.url, room);
  return { id, url: url.replace(stage.app.url, line.url) };
}

async function enterNew(room: NewRoom): Promise<{ id: string; url: string }> {
  const { id, url } = await roomOnTheLine(room);
  await ada.enter(url);
  return { id, url };
}

const codeOf = async (id: string) => (await roomNow(stage.app.url, id)).code;

test("what is typed offline is counted, kept, and merged with what others typed meanwhile", async () => {
  const { id, url } = await enterNew({ initial_code: "middle" });
  const ben = await stage.enter(url, { name: "Ben" });
  await ada.reads(/^Saved at v0$/);
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  await ada.goTo(1, 1);
  await ada.type("ada ");
  await ada.reads("Offline · 4 unsent, kept · do not reload");
  await ada.photograph("offline");
  await ben.goTo(1, "end");
  await ben.type(" ben");
  await ada.sees("ada middle");
  await ada.context.setOffline(false);
  await Promise.all([ada.sees("ada middle ben"), ben.sees("ada middle ben")]);
  await ada.reads(/^Saved at v\d+$/);
  expect(await codeOf(id)).toBe("ada middle ben");
});

test("undo after a reconnect still takes back one's own typing only", async () => {
  const { id, url } = await enterNew({ initial_code: "x" });
  const ben = await stage.enter(url, { name: "Ben" });
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  await ada.goTo(1, 1);
  await ada.type("ada");
  await ben.goTo(1, "end");
  await ben.type("ben");
  await ada.context.setOffline(false);
  await ada.sees("adaxben");
  await ada.press("Control+z");
  await Promise.all([ada.sees("xben"), ben.sees("xben")]);
  expect(await codeOf(id)).toBe("xben");
});

test("a page whose app was restarted goes on by itself and sends what was typed meanwhile, once", async () => {
  const { id } = await enterNew({ initial_code: "" });
  await ada.type("before ");
  await ada.reads(/^Saved at v\d+$/);
  const { dataDir, url, kill, stop } = stage.app;
  await kill();
  await ada.type("meanwhile ");
  await ada.reads("10 unsent · reconnecting");
  const again = await startApp({ dataDir, port: Number(new URL(url).port), env: noRunner });
  stage.app = { ...again, stop: () => again.stop().then(stop) };
  await ada.reads(/^Saved at v\d+$/);
  await ada.type("after");
  await eventually(() => codeOf(id)).toBe("before meanwhile after");
  await ada.sees("before meanwhile after");
});

test("a tab closed with unsent typing loses nothing: the next visit brings it", async () => {
  const { id, url } = await enterNew({ initial_code: "text" });
  await ada.goTo(1, "end");
  line.cut();
  await ada.type(" and what nobody has yet");
  await ada.reads("24 unsent · reconnecting");
  await ada.page.close();
  line.mend();
  await ada.reopen(url);
  await ada.sees("text and what nobody has yet");
  await eventually(() => codeOf(id)).toBe("text and what nobody has yet");
  await ada.page.reload();
  await ada.inRoom();
  await ada.sees("text and what nobody has yet");
});

test("a tab that is closed in the middle of a word loses none of its letters", async () => {
  const { id, url } = await enterNew({ initial_code: "" });
  line.cut();
  await ada.type("not a letter of this is lost");
  await ada.page.close(); // without waiting for anything
  line.mend();
  await ada.reopen(url);
  await eventually(() => codeOf(id)).toBe("not a letter of this is lost");
});

test("a reload with unsent typing keeps the tab's own identity and its typing", async () => {
  const { id } = await enterNew({ initial_code: "" });
  // The colour is the room's for this identity; another one would get the next.
  const color = () => ada.page.locator(".people .avatar").getAttribute("data-person");
  const own = await color();
  await ada.type("saved ");
  await ada.reads(/^Saved at v\d+$/);
  line.cut();
  await ada.type("unsaved");
  await ada.reads("7 unsent · reconnecting");
  line.mend();
  await ada.page.reload();
  await ada.inRoom();
  await eventually(() => codeOf(id)).toBe("saved unsaved");
  await ada.sees("saved unsaved");
  // Alone, and not beside a former self.
  await eventually(() => ada.page.locator(".people-button").getAttribute("aria-label")).toBe("Only you are here");
  expect(await color()).toBe(own);
});

test("a crashed tab loses nothing", async () => {
  const { id, url } = await enterNew({ initial_code: "" });
  line.cut();
  await ada.type("typed just before the crash");
  await ada.reads("27 unsent · reconnecting");
  const crashed = ada.page.waitForEvent("crash");
  ada.page.goto("chrome://crash").catch(() => {
    // The navigation itself never ends.
  });
  await crashed;
  await ada.page.close();
  line.mend();
  await ada.reopen(url);
  await eventually(() => codeOf(id)).toBe("typed just before the crash");
});

test("typing is called unsent and nothing more only once the disk has it", async () => {
  await enterNew({ initial_code: "" });
  await ada.reads(/^Saved at v0$/);
  line.cut();
  await ada.type("abc");
  await ada.reads("3 unsent · reconnecting");
  await ada.page.evaluate(() => {
    const { commit } = IDBTransaction.prototype;
    const said: string[] = [];
    const disk = { isSlow: true, said };
    IDBTransaction.prototype.commit = function () {
      const store = this.objectStore("clients");
      const goOn = (): void => {
        if (disk.isSlow) store.count().onsuccess = goOn;
        else commit.call(this);
      };
      goOn();
    };
    const status = document.querySelector(".status")!;
    new MutationObserver(() => said.push(status.textContent)).observe(status, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    Object.assign(window, { disk });
  });
  await ada.type("de");
  await ada.reads("5 unsent, keep this page open · reconnecting");
  const said = await ada.page.evaluate(() => {
    const { disk } = window as unknown as { disk: { isSlow: boolean; said: string[] } };
    disk.isSlow = false;
    return [...disk.said];
  });
  expect(said).not.toContain("5 unsent · reconnecting");
  await ada.reads("5 unsent · reconnecting");
});

test("a line that has died without a word is noticed while somebody waits for an answer", async () => {
  const { id, url } = await makeRoom(stage.app.url);
  ada = await stage.stranger({ name: "Ada" });
  let isDead = false;
  await ada.page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    const diesWithTheLine = isDead ? () => false : () => isDead;
    socket.onMessage((message) => diesWithTheLine() || server.send(message));
    server.onMessage((message) => diesWithTheLine() || socket.send(message));
  });
  await ada.enter(url);
  await ada.reads(/^Saved at v0$/);
  isDead = true;
  await ada.type("is anybody there");
  await ada.reads("Saving");
  await eventually(() => codeOf(id)).toBe("is anybody there");
  await ada.reads(/^Saved at v\d+$/);
});

test("what was confirmed a moment before the tab closed is not sent again", async () => {
  const { id, url } = await enterNew({ initial_code: "" });
  await ada.type("typed once");
  await eventually(() => codeOf(id)).toBe("typed once");
  await ada.page.close();
  await ada.reopen(url);
  await ada.reads(/^Saved at v\d+$/);
  expect(await codeOf(id)).toBe("typed once");
  expect(await ada.page.locator(".banner").count()).toBe(0);
});

test("a room that came back behind what one had says so and hands over the text from before", async () => {
  const { url } = await makeRoom(stage.app.url, { initial_code: "first " });
  ada = await stage.stranger({ name: "Ada" });
  let lives = 0;
  let hangUp = (): unknown => undefined;
  await ada.page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    lives++;
    const restored = (frame: string) => {
      const messages = [JSON.parse(frame) as { type: string } | { type: string }[]].flat();
      const older = { epoch: "another", version: 0, code: "first ", edits: undefined };
      return JSON.stringify(messages.map((message) => (message.type === "init" ? { ...message, ...older } : message)));
    };
    server.onMessage((frame) => socket.send(lives > 1 ? restored(String(frame)) : frame));
    hangUp = () => socket.close({ code: 4503 });
  });
  await ada.enter(url);
  await ada.goTo(1, "end");
  await ada.type("and later");
  await ada.reads(/^Saved at v[1-9]/);
  hangUp();
  await eventually(() => ada.page.locator(".banner").innerText()).toContain("restored from its last backup");
  await ada.sees("first ");
  await ada.photograph("restored");
  await ada.page.click("text=Copy my text");
  await eventually(() => ada.page.evaluate(() => navigator.clipboard.readText())).toBe("first and later");
  await ada.page.click("text=I have it");
  await eventually(() => ada.page.locator(".banner").count()).toBe(0);
});

test("where the page may not lock, two tabs are two members all the same", async () => {
  const { url } = await makeRoom(stage.app.url);
  ada = await stage.stranger({ name: "Ada" });
  await ada.context.addInitScript(() => Object.defineProperty(navigator, "locks", { value: undefined }));
  await ada.enter(url);
  const opened = ada.context.waitForEvent("page");
  await ada.page.evaluate(() => void window.open(location.href));
  await opened;
  await eventually(() => ada.page.locator(".people .avatar").count()).toBe(2);
});

test("two tabs of one browser are two members, and what both left unsent arrives with the next visit", async () => {
  const { id, url } = await enterNew({ initial_code: "[]" });
  const first = ada.page;
  await ada.goTo(1, 1);
  // As "duplicate tab" does, this copies what the tab remembers.
  const opened = ada.context.waitForEvent("page");
  await first.evaluate(() => void window.open(location.href));
  const second = await opened;
  ada.page = second;
  await ada.inRoom();
  await eventually(() => ada.page.locator(".people .avatar").count()).toBe(2);
  await ada.goTo(1, "end");
  line.cut();
  await ada.type("second");
  await ada.reads("6 unsent · reconnecting");
  ada.page = first;
  await first.bringToFront();
  await ada.type("first");
  await ada.reads("5 unsent · reconnecting");
  await Promise.all([first.close(), second.close()]);
  line.mend();
  await ada.reopen(url);
  await eventually(() => codeOf(id)).toBe("first[]second");
  await ada.sees("first[]second");
});

test("without a database on the device the status does not promise one", async () => {
  const { url } = await makeRoom(stage.app.url);
  ada = await stage.stranger({ name: "Ada" });
  await ada.context.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException("Not in this window", "SecurityError");
    };
  });
  await ada.enter(url);
  await ada.type("saved");
  await ada.reads(/^Saved at v\d+$/);
  await ada.context.setOffline(true);
  await ada.type("ab");
  await ada.reads("Offline · 2 unsent, keep this page open");
});

test("without a line the parts of a room that were not needed before are here all the same", async () => {
  const { url } = await makeRoom(stage.app.url);
  ada = await stage.stranger({ name: "Ada" });
  const parts = ["RunPanel", "SettingsDialog", "ShortcutsDialog", "NameVersion", "format-room"];
  const fetched = parts.map((name) =>
    ada.page.waitForEvent("requestfinished", (request) => request.url().includes(`/${name}-`)),
  );
  await Promise.all([...fetched, ada.enter(url)]);
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  await ada.press("Control+Enter");
  await eventually(() => ada.page.locator(".run-head").isVisible()).toBe(true);
  await ada.press("Shift+F1");
  await ada.page.waitForSelector("dialog[open] .shortcuts");
});

test("a part that is not here says so in its place, leaves the code alone, and comes with the line", async () => {
  const { url } = await makeRoom(stage.app.url);
  ada = await stage.stranger({ name: "Ada" });
  await ada.context.addInitScript(() => {
    Object.defineProperty(navigator, "connection", { value: { saveData: true } }); // nothing is fetched ahead
  });
  await ada.enter(url);
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  const output = ada.page.locator(".run-panel");
  await ada.press("Control+Enter");
  await eventually(() => output.innerText()).toContain("The output did not load. You are offline.");
  await ada.press("Control+Comma");
  await eventually(() => ada.page.locator(".toast").innerText()).toContain("The settings did not load.");
  await ada.press("Shift+Alt+f");
  await eventually(() => ada.page.locator(".toast").innerText()).toContain("The formatter did not load.");
  await ada.press("Control+Alt+h");
  await eventually(() => ada.page.locator(".toast").innerText()).toContain("The history is not on this device");
  await ada.type("goes on");
  await ada.sees("goes on");
  await ada.page.click("text=Try again");
  await eventually(() => output.innerText()).toContain("The output did not load.");
  await ada.context.setOffline(false);
  await eventually(() => output.innerText()).toContain("Nothing has run here yet");
  // With its style sheet, which had not come either.
  expect(await output.evaluate((panel) => getComputedStyle(panel).display)).toBe("flex");
});
