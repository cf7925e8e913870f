// People who look at the code together: following, calls to look, and who does what.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { apiAt } from "#client/api";
import { type App, noRunner, startApp } from "#test/app";
import { eventually, launchBrowser, makeRoom, Person, type PersonOptions } from "#test/browser";

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
const lines = (count: number, word: string) => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`).join("\n");
async function project(): Promise<string> {
  const { id, url } = await makeRoom(app.url, { initial_code: lines(300, "main") });
  const body = lines(200, "tree");
  await apiAt(app.url)("PUT /rooms/{roomId}/files/{path}", { params: { roomId: id, path: "lib/tree.py" }, body });
  return url;
}
const shownFile = (person: Person) => person.page.locator(".tab-name[aria-selected=true]").innerText();
const firstLine = async (person: Person) => (await person.text()).split("\n")[0];
const topOf = async (person: Person) => Number((await firstLine(person))?.split(" ")[1]);
const toast = (person: Person) => person.page.locator(".toast").innerText();
const openFile = async (person: Person, name: string) => {
  await person.press("Control+p");
  await person.type(name);
  await person.press("Enter");
};

test("who follows sees the leader's file and lines until the first own move, and is never moved without a click", async () => {
  const url = await project();
  const ann = await arrive(url, { name: "Ann" });
  const bo = await arrive(url, { name: "Bo" });
  const cy = await arrive(url, { name: "Cy", phone: true });
  await bo.page.getByRole("button", { name: /^Ann, in / }).click();
  await bo.page.getByRole("menuitem", { name: "Follow Ann" }).click();
  await cy.page.click(".people-button");
  await cy.page.getByRole("button", { name: "Follow Ann" }).click();
  const frame = bo.page.locator(".follow-words");
  await eventually(() => frame.innerText()).toMatch(/^Following Ann\s+Esc stops$/);

  await openFile(ann, "tree");
  for (const follower of [bo, cy]) await eventually(() => follower.text()).toContain("tree 1\n");
  for (let page = 0; page < 3; page++) await ann.press("PageDown");
  // The first line that is seen whole: half of another may stand above it.
  await eventually(() => topOf(ann)).toBeGreaterThan(60);
  await eventually(async () => Math.abs((await topOf(ann)) - (await topOf(bo)))).toBeLessThanOrEqual(1);
  // A smaller screen has the caret in sight, if not all around it.
  await eventually(() => cy.page.locator(".remote-caret").count()).toBe(1);
  const caret = (await cy.page.locator(".remote-caret").boundingBox())!.y;
  expect(caret).toBeGreaterThan(0);
  expect(caret).toBeLessThan(700);
  await bo.photograph("following");
  await cy.photograph("following-phone");
  expect(await serious(bo)).toEqual([]);
  await ann.page.click(".people-button");
  await eventually(() => ann.page.locator(".own-name").innerText()).toContain("followed by 2");
  await ann.press("Escape");

  // Nobody follows in a ring.
  await ann.page.getByRole("button", { name: /^Bo, in / }).click();
  await ann.page.getByRole("menuitem", { name: "Follow Bo" }).click();
  await eventually(() => toast(ann)).toContain("Bo follows you already");

  await bo.page.locator(".monaco-editor .view-lines").click({ position: { x: 200, y: 100 } });
  await eventually(() => toast(bo)).toContain("You moved by yourself and no longer follow Ann.");
  expect(await frame.count()).toBe(0);
  await openFile(ann, "main");
  await eventually(() => cy.text()).toContain("main 1\n");
  expect(await shownFile(bo)).toContain("tree.py");

  await ann.context.close();
  await eventually(() => toast(cy)).toBe("Ann left, so you follow nobody now.");
  await eventually(() => cy.page.locator(".follow-words").count()).toBe(0);
});

test("a call to look is shown with its place, and leads there when it is accepted", async () => {
  const url = await project();
  const ann = await arrive(url, { name: "Ann" });
  const bo = await arrive(url, { name: "Bo", dark: true });
  await openFile(ann, "tree");
  await eventually(() => firstLine(ann)).toBe("tree 1");
  await ann.goTo(12, 1);
  await ann.press("Shift+End");
  await ann.press("Shift+Alt+L");
  await eventually(() => toast(ann)).toBe("You asked the others to look here.");
  await eventually(() => bo.page.locator(".look-words").innerText()).toBe("Ann: look at lib/tree.py:12");
  await bo.photograph("look-here");
  expect(await serious(bo)).toEqual([]);
  await bo.press("Shift+Alt+G");
  await eventually(() => shownFile(bo)).toContain("tree.py");
  expect(await bo.page.locator(".look").count()).toBe(0);
  await bo.press("Control+c");
  expect(await bo.page.evaluate(() => navigator.clipboard.readText())).toBe("tree 12");
});

test("the list tells what each is doing, names stay inside the editor, and others' edits are said once", async () => {
  // Nearly as wide as the editor: no name fits behind it.
  const { url } = await makeRoom(app.url, { initial_code: `${"wide ".repeat(22)}\ntwo\nthree` });
  const ann = await arrive(url, { name: "Ann" });
  const bo = await arrive(url, { name: "Bo" });
  const said = bo.page.locator(".together-said");
  await bo.page.evaluate(() => {
    const spoken: string[] = ((window as unknown as { spoken: string[] }).spoken = []);
    new MutationObserver(() => spoken.push(document.querySelector(".together-said")!.textContent)).observe(
      document.querySelector(".together-said")!,
      { characterData: true, childList: true, subtree: true },
    );
  });
  await bo.goTo(3, "end");
  await ann.goTo(1, "end");
  await ann.type("!");
  await bo.page.click(".people-button");
  await eventually(() => bo.page.locator(".person small").innerText()).toMatch(/^typing in main\./);
  const tag = bo.page.locator(".remote-caret[data-tag] .remote-tag");
  await ann.type("?");
  await eventually(() => tag.count()).toBe(1);
  const [inner, outer] = [await tag.boundingBox(), await bo.page.locator(".room-text").boundingBox()];
  expect(inner!.y).toBeGreaterThanOrEqual(outer!.y);
  expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width);
  await eventually(() => said.innerText()).toMatch(/^Ann is editing line 1 of main\./);
  await eventually(() => bo.page.locator(".person small").innerText()).toMatch(/^in main\./);
  await bo.photograph("roster");
  expect(await serious(bo)).toEqual([]);
  const spoken = await bo.page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  expect(spoken).toHaveLength(1);

  // Who comes by the link is asked nothing, has a name, and keeps it.
  const guest = await arrive(url, { phone: true });
  expect(await guest.page.locator("dialog[open]").count()).toBe(0);
  await eventually(() => bo.page.locator(".people-name").allInnerTexts()).toContainEqual(
    expect.stringMatching(/^[A-Z][a-z]+ [A-Z][a-z]+$/),
  );
  const [, name] = await bo.page.locator(".people-name").allInnerTexts();
  await guest.page.reload();
  await guest.inRoom();
  await guest.page.click(".people-button");
  expect(await guest.page.locator(".own-name input").inputValue()).toBe(name);
  await eventually(() => guest.page.locator(".person").count()).toBe(2);
  await guest.photograph("roster-phone");
  expect(await serious(guest)).toEqual([]);
});
