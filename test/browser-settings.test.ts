// Commands, shortcuts, settings and other people's keys, in a real browser.
import { beforeEach, expect, test } from "vitest";
import { eventually, makeRoom, type Person, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();
let ada: Person;
let ben: Person;

beforeEach(async () => {
  [ada, ben] = await Promise.all([stage.arrive({ name: "Ada" }), stage.arrive({ name: "Ben" })]);
});

const codeOf = async (id: string) => (await roomNow(stage.app.url, id)).code;

async function bothIn(code: string): Promise<string> {
  const { id, url } = await makeRoom(stage.app.url, { initial_code: code });
  await Promise.all([ada.enter(url), ben.enter(url)]);
  await Promise.all([ada.sees(code), ben.sees(code)]);
  return id;
}

async function wants(settings: object): Promise<void> {
  await ada.page.evaluate((kept) => localStorage.setItem("tandem.settings", kept), JSON.stringify(settings));
}

test("the palette opens by its keys, finds by a few letters, runs, and remembers what was used", async () => {
  const id = await bothIn("a\nb");
  await ada.goTo(1, 1);
  await ada.press("F1");
  await ada.type("cpldwn");
  await eventually(() => ada.page.locator(".finder-item[aria-selected=true]").innerText()).toMatch(
    /^Lines: Copy Line Down/,
  );
  await ada.press("Enter");
  await eventually(() => codeOf(id)).toBe("a\na\nb");
  await ada.type("!"); // the focus is back in the code
  await eventually(() => codeOf(id)).toBe("a\n!a\nb");
  await ada.press("Control+Shift+P");
  expect(await ada.page.locator(".finder-item").first().innerText()).toMatch(/^Lines: Copy Line Down/);
  await ada.press("Escape");
  await ada.type("?");
  await eventually(() => codeOf(id)).toBe("a\n!?a\nb");
});

test("the list of shortcuts is that of the commands, with Monaco's own keys and none that a command took from it", async () => {
  await bothIn("");
  await ada.press("Shift+F1");
  const shortcuts = ada.page.locator(".shortcuts");
  const rowOf = (label: string) =>
    shortcuts.locator("dl > div").filter({ has: ada.page.getByText(label, { exact: true }) });
  expect(await rowOf("All Commands").locator("dd").innerText()).toMatch(/Ctrl\s*Shift\s*P\s*or\s*F1/);
  expect(await rowOf("Find").locator("dd").innerText()).toMatch(/^Ctrl\s*F$/);
  expect(await rowOf("Copy Its Link").count()).toBe(1); // Ctrl+Shift+L, which selects all occurrences in Monaco
  expect(await rowOf("Select All Occurrences of Find Match").count()).toBe(0);
  await ada.photograph("shortcuts");
  await ada.press("Escape");
  await ada.page.locator(".language-button").focus();
  await ada.page.keyboard.press("?");
  await shortcuts.waitFor();
  await ada.press("Escape");
});

test("a setting takes effect at once, here and in other tabs, outlives a reload, and is taken back by Undo", async () => {
  await bothIn("x".repeat(400));
  const size = (page = ada.page) =>
    page
      .locator(".view-line")
      .first()
      .evaluate((line) => getComputedStyle(line).fontSize);
  const tab = await ada.context.newPage();
  await tab.goto(ada.page.url());
  await tab.waitForSelector(".monaco-editor .view-lines");
  await ada.page.bringToFront();
  await ada.press("Control+,");
  await ada.page.getByRole("button", { name: "Larger" }).click();
  await ada.page.getByRole("button", { name: "Larger" }).click();
  await ada.page.getByRole("switch", { name: "Wrap long lines" }).check();
  await eventually(() => size()).toBe("16px");
  await eventually(() => size(tab)).toBe("16px");
  await eventually(() => ada.page.locator(".view-line").count()).toBeGreaterThan(1);
  await tab.close();
  await ada.page.reload();
  await ada.inRoom();
  await eventually(() => size()).toBe("16px");
  await ada.press("Control+,");
  await ada.page.getByRole("button", { name: "Reset all" }).click();
  await eventually(() => size()).toBe("14px");
  await ada.press("Escape");
  await ada.page.click(".toast >> text=Undo");
  await eventually(() => size()).toBe("16px");
});

test("in high contrast axe finds nothing serious, in the room, the settings, the palette and the shortcuts", async () => {
  await wants({ theme: "contrast-dark" });
  await bothIn("print(1)");
  expect(await ada.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(0, 0, 0)");
  expect(await ada.faults()).toEqual([]);
  for (const [keys, shown] of [
    ["Control+,", ".settings"],
    ["F1", ".finder"],
    ["Shift+F1", ".shortcuts"],
  ] as const) {
    await ada.press(keys);
    await ada.page.locator(shown).waitFor();
    expect(await ada.faults(), shown).toEqual([]);
    await ada.photograph(`contrast${shown}`);
    await ada.press("Escape");
    await ada.page.locator(shown).waitFor({ state: "detached" });
  }
});

test("Vim: dd and u are one's own in a shared room, and what others type is not repeated", async () => {
  await wants({ keyMap: "vim", vimEscape: true });
  const id = await bothIn("one\ntwo\nthree");
  await eventually(() => ada.page.locator(".status-line").innerText()).toContain("NORMAL");
  await ada.type("ggdd");
  await ben.sees("two\nthree");
  await ben.press("Control+End");
  await ben.type("!");
  await ada.sees("two\nthree!");
  await ada.type("u");
  await Promise.all([ada.sees("one\ntwo\nthree!"), ben.sees("one\ntwo\nthree!")]);
  await ada.press("Control+r");
  await ben.sees("two\nthree!");
  await ada.type("ggia");
  await eventually(() => ada.page.locator(".status-line").innerText()).toContain("INSERT");
  await ben.type("BEN");
  await ada.sees("atwo\nthree!BEN");
  await ada.type("bjk"); // leaves insert mode
  await ada.type("j0.");
  await eventually(() => codeOf(id)).toBe("abtwo\nabthree!BEN");
  await ada.type(":w");
  await ada.press("Enter");
  await eventually(() => ada.page.locator(".status-line").innerText()).toContain("saved as it is typed");
  await ada.photograph("vim");
});

test("Emacs: lines are killed in a row and yanked, and undo is one's own", async () => {
  await wants({ keyMap: "emacs" });
  const id = await bothIn("one\ntwo\nthree");
  await ada.goTo(1, 1);
  await ada.press("Shift+F1"); // the keys are there once they are listed
  await ada.page.getByRole("heading", { name: "Emacs" }).waitFor();
  await ada.press("Escape");
  for (let i = 0; i < 3; i++) await ada.press("Control+k");
  await eventually(() => codeOf(id)).toBe("\nthree");
  await ada.press("Alt+Shift+Period");
  await ada.press("Control+y");
  await eventually(() => codeOf(id)).toBe("\nthreeone\ntwo");
  await ben.press("Control+Home");
  await ben.type("ben");
  await ada.sees("ben\nthreeone\ntwo");
  await ada.press("Control+/");
  await eventually(() => codeOf(id)).toBe("ben\nthree");
});

test("where storage is forbidden a room works, and what is set holds for as long as the page", async () => {
  const { id, url } = await makeRoom(stage.app.url, { initial_code: "" });
  const cid = await stage.stranger();
  await cid.context.addInitScript(() => {
    const forbidden = () => {
      throw new DOMException("Storage is forbidden", "SecurityError");
    };
    for (const area of ["localStorage", "sessionStorage"]) Object.defineProperty(window, area, { get: forbidden });
  });
  await cid.enter(url);
  await cid.press("F1");
  await cid.type("high contrast dark");
  await cid.press("Enter");
  await eventually(() => cid.page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(0, 0, 0)");
  await cid.type("x");
  await eventually(() => codeOf(id)).toBe("x");
});
