// A room's past in the browser: any version, played, compared, named, restored and forked; embedded, and saved as a page.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { apiAt } from "#client/api";
import { eventually, makeRoom, type Person, type PersonOptions, roomNow } from "#test/browser";
import { setStage } from "#test/stage";
import { ContractClient } from "#test/contract-client";

const stage = setStage();
let room: { id: string; url: string };
/** The newest version of the room. */
let newest: number;

beforeAll(async () => {
  room = await writtenByTwo();
  newest = (await roomNow(stage.app.url, room.id)).version;
});

// Ann writes a line, Ben another below it, a file comes, Ann writes on: versions 1–6, 7–12, 13, 14.
async function writtenByTwo() {
  const made = await makeRoom(stage.app.url, { language: "python", title: "Kata" });
  const join = (name: string) => ContractClient.join(`${stage.app.wsUrl}/ws/${made.id}?name=${name}`);
  const ann = await join("Ann");
  for (const sign of "a = 1\n") {
    ann.insert(ann.text.length, sign);
    await ann.next("ack");
  }
  const ben = await join("Ben");
  for (const sign of "b = 2\n") {
    ben.insert(ben.text.length, sign);
    await ben.next("ack");
  }
  const params = { roomId: made.id };
  await apiAt(stage.app.url)("POST /rooms/{roomId}/files", {
    params,
    body: { changes: [{ path: "lib/tree.py", text: "class Tree: ..." }] },
  });
  await ann.rest();
  ann.insert(0, "# </script><b>sums\n");
  await ann.next("ack");
  ann.socket.close();
  ben.socket.close();
  return made;
}

async function arrive(path: string, options: PersonOptions = { name: "Cem" }): Promise<Person> {
  const person = await stage.arrive(options);
  await person.page.goto(stage.app.url + path);
  return person;
}
const past = (query = "") => `/r/${room.id}/history${query}`;
const when = (person: Person) => person.page.locator(".transport-when").innerText();
const files = (person: Person) => person.page.locator(".past-file").allInnerTexts();
const slide = (person: Person, version: number) => person.page.locator(".timeline-slider").fill(String(version));
const saidBy = (person: Person) => person.page.locator(".toast").innerText();
const lightText = (page: Pick<Page, "locator">) =>
  page.locator(".light-code code > div").evaluateAll((lines) => lines.map((line) => line.textContent).join("\n"));

test("the slider shows every version's text and files, and a link leads to one", async () => {
  const cem = await arrive(`/r/${room.id}?at=v9`);
  await cem.sees("a = 1\nb =");
  expect(await when(cem)).toMatch(/^v9\s.*today \d\d:\d\d · Ben/s);
  expect(await files(cem)).toEqual(["main.py"]);
  await slide(cem, 13);
  await eventually(() => files(cem)).toEqual(["lib/tree.py", "main.py"]);
  await cem.page.click(".past-file >> text=lib/tree.py");
  await cem.sees("class Tree: ...");
  await slide(cem, 3);
  await cem.sees("a ="); // there was no such file then
  // One person's edits, over what others did between them.
  const on = () => cem.page.click("[aria-label='One edit on']");
  await slide(cem, 6);
  await cem.page.selectOption("[aria-label='Whose edits']", { label: "Ann" });
  await on();
  await eventually(() => when(cem)).toMatch(/^Now.*Ann/s);
  await cem.page.click("[aria-label='One edit back']");
  await eventually(() => when(cem)).toMatch(/^v6\s.*Ann/s);
  await cem.page.selectOption("[aria-label='Whose edits']", { label: "everybody" });
  await on();
  await eventually(() => when(cem)).toMatch(/^v7\s.*Ben/s);
  await slide(cem, 3);
  await cem.sees("a =");
  await cem.page.locator("body").press("ArrowLeft");
  await cem.sees("a ");
  await cem.page.locator("body").press("End");
  await cem.sees("# </script><b>sums\na = 1\nb = 2\n");
  await cem.page.click("text=Who wrote this");
  await eventually(() => cem.page.locator(".past-bar.past-person-0").count()).toBeGreaterThan(0);
  expect(await cem.page.locator(".past-author.past-person-1").count()).toBeGreaterThan(0);
  await cem.photograph("history");
  expect(await cem.faults()).toEqual([]);
  await cem.page.locator(".past-bar.past-person-1").first().click();
  await eventually(() => when(cem)).toMatch(/^v12\s/);
});

test("a link to a version that the room does not have says so, shows the newest, and leads on", async () => {
  for (const at of ["v99999", "no-time"]) {
    const ann = await arrive(past(`?at=${at}`));
    const banner = ann.page.locator(".banner[role=alert]");
    await eventually(() => banner.innerText()).toMatch(
      at === "v99999"
        ? `This room has no version 99,999. What you see is the newest one, v${newest}.`
        : "“no-time” names no",
    );
    await banner.getByRole("button", { name: "From the beginning" }).click();
    await eventually(() => ann.page.url()).toContain("at=v0");
    expect(await banner.count()).toBe(0);
  }
});

test("playing comes to what there is now, and what somebody missed leads into the room", async () => {
  const cem = await arrive("/");
  await cem.page.evaluate((id) => (localStorage["tandem.seen"] = JSON.stringify([[id, 2]])), room.id);
  await cem.enter(room.url);
  await eventually(() => cem.page.locator(".room-past").innerText()).toContain("12 edits since you were here.");
  await cem.photograph("history-missed");
  await cem.page.click("text=Watch");
  await cem.page.waitForURL(/from=v2/);
  await cem.page.waitForURL(room.url);
  await cem.inRoom();
  await cem.press("F1");
  await cem.type("who wrote");
  await cem.press("Enter");
  await eventually(() => cem.page.locator(".past-author.past-person-1").count()).toBeGreaterThan(0);
  await cem.photograph("history-authors");
  await cem.page.click("[aria-label=History]");
  await slide(cem, 0);
  await cem.sees("");
  await cem.page.selectOption("[aria-label=Speed]", "64");
  await cem.press("Escape");
  await cem.page.click("[aria-label=Play]");
  await eventually(() => when(cem)).toMatch(/^Now/);
  await cem.sees("# </script><b>sums\na = 1\nb = 2\n");
  expect(await cem.page.locator("[aria-label=Play]").count()).toBe(1);
});

test("a version gets a name, is compared, restored and brought back; a fork says where it comes from", async () => {
  const dora = await (await arrive(`/r/${room.id}`, { name: "Dora" })).inRoom();
  await dora.page.goto(stage.app.url + past("?at=v6"));
  await dora.page.click("text=Name it");
  await dora.type("First line");
  await dora.press("Enter");
  await eventually(() => dora.page.locator(".past-mark").first().innerText()).toMatch(
    /First line\s+v6 · today.* · named by Dora$/,
  );
  await dora.page.click("[aria-label='What to do with v6, First line']");
  await dora.page.click("text=Rename…");
  await dora.type("A line"); // in place of the name so far
  await dora.press("Enter");
  await eventually(() => dora.page.locator(".past-mark").first().innerText()).toMatch(/A line\s+v6 · today/);
  await slide(dora, newest);
  await dora.page.click("[aria-label='What to do with v6, A line']");
  await dora.page.click("text=Compare with what is shown");
  await eventually(() => dora.page.locator(".past-diff .line-insert").count()).toBeGreaterThan(0);
  expect(await dora.page.locator(".past-diff option").allInnerTexts()).toEqual([
    "lib/tree.py · new",
    "main.py · changed",
  ]);
  await dora.page.selectOption("[aria-label='Changed file']", { label: "main.py · changed" });
  await eventually(() => dora.text()).toContain("b = 2");
  await dora.photograph("history-diff");
  await dora.page.click("[aria-label='Close the comparison']");
  await slide(dora, 13);
  await dora.page.click("text=Changes since");
  await eventually(() => dora.page.locator(".past-diff h2").innerText()).toMatch(/^From v13\s+to v14$/);
  await dora.page.click(".past-diff >> text=Inline");
  await eventually(() => dora.page.locator(".past-diff option").allInnerTexts()).toEqual(["main.py · changed"]);
  await dora.page.click("[aria-label='Close the comparison']");

  await slide(dora, 6);
  await dora.page.click(".past-actions >> text=Restore");
  await eventually(() => saidBy(dora)).toContain("as they were at v6");
  await eventually(async () => (await roomNow(stage.app.url, room.id)).code).toBe("a = 1\n");
  await dora.page.click(".toast >> text=Undo");
  await eventually(async () => (await roomNow(stage.app.url, room.id)).code).toBe("# </script><b>sums\na = 1\nb = 2\n");

  // Who did that has a name: where it is shown, in the filter, and where one asks who wrote it.
  await eventually(() => when(dora)).toMatch(/^Now\s.* · Dora$/s);
  await dora.page.click("text=Who wrote this");
  const dorasColor = ".past-author:not(.past-first, .past-person-0, .past-person-1)";
  await eventually(() => dora.page.locator(dorasColor).count()).toBeGreaterThan(0);
  await dora.page.click("text=Who wrote this");
  await dora.page.selectOption("[aria-label='Whose edits']", { label: "Dora" });
  await slide(dora, newest + 1);
  await dora.page.click("[aria-label='One edit back']");
  await eventually(() => dora.page.locator(".timeline-slider").inputValue()).toBe("0");
  await slide(dora, 6);
  await dora.page.click(".past-actions >> text=Fork");
  await eventually(() => dora.page.locator(".room-past").innerText()).toContain("Forked from Kata at v6");
  expect(dora.page.url()).not.toContain(room.id);
  await dora.sees("a = 1\n");
  await dora.photograph("history-fork");

  await dora.page.goto(`${stage.app.url}${past()}`);
  await dora.page.click("[aria-label='What to do with v6, A line']");
  await dora.page.click("text=Forget the name");
  await eventually(() => saidBy(dora)).toContain("no longer called");
  await dora.page.click(".toast >> text=Undo");
  await eventually(() => dora.page.locator(".past-mark >> text=A line").count()).toBe(1);
  await dora.page.click("[aria-label='Download and verify']");
  await dora.page.click("text=Verify the history");
  await eventually(() => dora.page.locator(".past-proof").innerText()).toMatch(
    /Verified: \d+ edits, up to v\d+\.\s+[0-9a-f]{64}/,
  );
  expect(await dora.faults()).toEqual([]);
});

test("a phone has all of it", async () => {
  const cem = await arrive(past("?at=v9"), { name: "Cem", phone: true, dark: true });
  await eventually(() => lightText(cem.page)).toBe("a = 1\nb =");
  expect(await cem.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await cem.photograph("history-phone");
  expect(await cem.faults()).toEqual([]);
});

test("an embed lives in another site's page, follows the room, and takes no link that edits", async () => {
  const { viewId } = await roomNow(stage.app.url, room.id);
  const frames = (path: string) => `<iframe src="${stage.app.url}${path}" width="700" height="300"></iframe>`;
  const page = [`/e/${viewId}?file=main.py`, `/e/${viewId}?at=v6&theme=dark`, `/e/${room.id}`, `/r/${viewId}`];
  const site = createServer((_request, answer) => {
    answer.setHeader("content-type", "text/html").end(page.map(frames).join(""));
  }).listen(0, "127.0.0.1");
  await once(site, "listening");
  const cem = await stage.stranger({ name: "Cem" });
  await cem.page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`);
  const [live, frozen, editing, whole] = [0, 1, 2, 3].map((i) => cem.page.frameLocator("iframe").nth(i));
  const before = await roomNow(stage.app.url, room.id);
  await eventually(() => lightText(live!)).toBe(before.code);
  await eventually(() => lightText(frozen!)).toBe("a = 1\n");
  await eventually(() => editing!.locator("#said").innerText()).toContain("This link can edit the room");
  await apiAt(stage.app.url)("PUT /rooms/{roomId}/code", {
    params: { roomId: room.id },
    body: { code: `${before.code}c = 3\n` },
  });
  await eventually(() => lightText(live!)).toBe(`${before.code}c = 3\n`);
  expect(await lightText(frozen!)).toBe("a = 1\n");
  await cem.photograph("embed");
  // The room itself stands in no frame.
  expect(await whole!.locator("#app").count()).toBe(0);
  expect((await fetch(`${stage.app.url}/r/${viewId}`)).headers.get("content-security-policy")).toContain(
    "frame-ancestors 'none'",
  );
  cem.failures.splice(0); // which the browser says, too
  site.close();
});

test("a saved page plays the history from the disk, and asks nobody for anything", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tandem-playback-"));
  const cem = await arrive(past());
  await cem.page.click("[aria-label='Download and verify']");
  const [download] = await Promise.all([
    cem.page.waitForEvent("download"),
    cem.page.click("text=A page that plays it offline"),
  ]);
  const path = join(folder, download.suggestedFilename());
  await download.saveAs(path);
  const { page } = cem;
  const asked: string[] = [];
  page.on("request", (request) => request.url().startsWith("file:") || asked.push(request.url()));
  await page.goto(pathToFileURL(path).href);
  expect(await page.title()).toBe("Kata · played back");
  await page.locator("input[type=range]").fill("9");
  await eventually(() => lightText(page)).toBe("a = 1\nb =");
  expect(await page.locator(".when").innerText()).toMatch(/^v9 · today \d\d:\d\d · Ben$/);
  await page.selectOption("[aria-label=Speed]", "64");
  await page.click("text=Play");
  const { code } = await roomNow(stage.app.url, room.id);
  await eventually(() => lightText(page)).toBe(code);
  await cem.photograph("playback");
  expect(asked.filter((url) => !url.startsWith("data:"))).toEqual([]);
  expect(await cem.faults()).toEqual([]);
  await rm(folder, { recursive: true });
});
