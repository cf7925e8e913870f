// People who look at the code together: following, calls to look, and who does what.
import { expect, test } from "vitest";
import { apiAt } from "#client/api";
import { eventually, makeRoom, type Person } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();

const lines = (count: number, word: string) => Array.from({ length: count }, (_, i) => `${word} ${i + 1}`).join("\n");
async function project(): Promise<string> {
  const { id, url } = await makeRoom(stage.app.url, { initial_code: lines(300, "main") });
  const body = lines(200, "tree");
  await apiAt(stage.app.url)("PUT /rooms/{roomId}/files/{path}", { params: { roomId: id, path: "lib/tree.py" }, body });
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
  const ann = await stage.enter(url, { name: "Ann" });
  const bo = await stage.enter(url, { name: "Bo" });
  const cy = await stage.enter(url, { name: "Cy", phone: true });
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
  expect(await bo.faults()).toEqual([]);
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
  // What one scrolls oneself ends it too, and so does what one types.
  const followAgain = async () => {
    await bo.page.click(".toast >> text=Follow again");
    await eventually(() => shownFile(bo)).toContain("main.");
    await eventually(() => frame.count()).toBe(1);
  };
  await followAgain();
  await bo.page.locator(".monaco-editor .view-lines").hover();
  await bo.page.mouse.wheel(0, 300);
  await eventually(() => frame.count()).toBe(0);
  await followAgain();
  await bo.page.locator(".monaco-editor [role=textbox], .monaco-editor textarea").first().focus();
  expect(await frame.count()).toBe(1);
  await bo.type("x");
  await eventually(() => frame.count()).toBe(0);
  await eventually(() => ann.text()).toContain("x");

  await ann.page.close();
  await eventually(() => toast(cy)).toBe("Ann left, so you follow nobody now.");
  await eventually(() => cy.page.locator(".follow-words").count()).toBe(0);
});

test("a call to look is shown with its place, and leads there when it is accepted", async () => {
  const url = await project();
  const ann = await stage.enter(url, { name: "Ann" });
  const bo = await stage.enter(url, { name: "Bo", dark: true });
  await openFile(ann, "tree");
  await eventually(() => firstLine(ann)).toBe("tree 1");
  await ann.goTo(12, 1);
  await ann.press("Shift+End");
  await ann.press("Shift+Alt+L");
  await eventually(() => toast(ann)).toBe("You asked the others to look here.");
  await eventually(() => bo.page.locator(".look-words").innerText()).toBe("Ann: look at lib/tree.py:12");
  await bo.photograph("look-here");
  expect(await bo.faults()).toEqual([]);
  await bo.press("Shift+Alt+G");
  await eventually(() => shownFile(bo)).toContain("tree.py");
  expect(await bo.page.locator(".look").count()).toBe(0);
  await bo.press("Control+c");
  expect(await bo.page.evaluate(() => navigator.clipboard.readText())).toBe("tree 12");
});

test("the people in the sidebar, and on a phone, tell who is in which line, and lead there by keys", async () => {
  const url = await project();
  const ann = await stage.enter(url, { name: "Ann" });
  const bo = await stage.enter(url, { name: "Bo" });
  const cy = await stage.enter(url, { name: "Cy", phone: true });
  await openFile(ann, "tree");
  await eventually(() => firstLine(ann)).toBe("tree 1");
  await ann.goTo(12, 1);
  await bo.press("Shift+Alt+P");
  const doing = ({ page }: Person) => page.locator(".roster .person", { hasText: "Ann" }).locator("small").innerText();
  // Of a file that is not open here, too.
  await eventually(() => doing(bo)).toBe("in lib/tree.py:12");
  await eventually(() => bo.page.locator(":focus").getAttribute("title")).toMatch(/^Go to where/);
  await cy.page.getByRole("radio", { name: "People" }).tap();
  await eventually(() => doing(cy)).toBe("in lib/tree.py:12");
  await ann.type("x");
  await eventually(() => doing(cy)).toBe("typing in lib/tree.py:12");
  await bo.photograph("people-view");
  await cy.photograph("people-view-phone");
  expect([await bo.faults(), await cy.faults()]).toEqual([[], []]);
  const follow = bo.page.locator(".roster").getByRole("button", { name: "Follow Ann" });
  await follow.press("Enter");
  await eventually(() => follow.getAttribute("aria-pressed")).toBe("true");
  await eventually(() => shownFile(bo)).toContain("tree.py");
  await cy.page.locator(".roster .person .menu-item", { hasText: "Ann" }).tap();
  await eventually(() => cy.text()).toContain("tree 12");
});

test("the list tells what each is doing, names stay inside the editor, and others' edits are said once", async () => {
  // Nearly as wide as the editor: no name fits behind it.
  const { url } = await makeRoom(stage.app.url, { initial_code: `${"wide ".repeat(22)}\ntwo\nthree` });
  const ann = await stage.enter(url, { name: "Ann" });
  const bo = await stage.enter(url, { name: "Bo" });
  const said = bo.page.locator(".together-said");
  expect(await said.getAttribute("aria-live")).toBe("polite");
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
  expect(await bo.faults()).toEqual([]);
  const spoken = await bo.page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
  expect(spoken).toHaveLength(1);

  // Who comes by the link is asked nothing, has a name, and keeps it.
  const guest = await stage.enter(url, { phone: true });
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
  expect(await guest.faults()).toEqual([]);
});
