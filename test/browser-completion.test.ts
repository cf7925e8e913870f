// Suggestions in real browsers, from a model that says what the test wants: where they show, how they are taken, and that
// nobody sees one that the text has left behind. At the end, what Monaco itself knows of scripts.
import { afterAll, beforeEach, expect, test } from "vitest";
import { noRunner } from "#test/app";
import { eventually, makeRoom, type NewRoom, type Person, roomNow } from "#test/browser";
import { setStage } from "#test/stage";
import { type Question, ScriptedModel } from "#test/scripted-model";

const model = await ScriptedModel.start();
const stage = setStage({
  env: {
    ...noRunner,
    COMPLETION_PROVIDER: "openai",
    COMPLETION_URL: model.url,
    COMPLETION_KEY: "secret",
    COMPLETION_TIMEOUT_MS: "20000",
    LOG_LEVEL: "warn",
  },
});
let ada: Person;
let ben: Person;

afterAll(() => model.stop());
beforeEach(async () => {
  [ada, ben] = await Promise.all([stage.arrive({ name: "Ada" }), stage.arrive({ name: "Ben" })]);
  model.reply = { pieces: [] };
  model.asked.splice(0);
});

const codeOf = async (id: string) => (await roomNow(stage.app.url, id)).code;
/** What stands on the screen as a suggestion: in the line of the caret, and under it. */
const ghostOf = (person: Person) =>
  person.page.evaluate(() => {
    const textOf = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);
    const inLine = textOf(".monaco-editor .ghost-text-decoration").join("");
    const under = textOf(".monaco-editor .suggest-preview-text .view-line, .monaco-editor .suggest-preview-text > div");
    return [inLine, ...under].join("\n").replaceAll("\u00A0", " ");
  });
const sees = (person: Person, ghost: string) => eventually(() => ghostOf(person)).toBe(ghost);
const lastLine = ({ body }: Question) => body.prompt?.split("\n").at(-1) ?? "";

async function together(room: NewRoom): Promise<{ id: string }> {
  const { id, url } = await makeRoom(stage.app.url, { language: "python", ...room });
  await Promise.all([ada.enter(url), ben.enter(url)]);
  return { id };
}

test("a suggestion comes after a pause, is nobody else's, and Tab takes it as one step of undo", async () => {
  const { id } = await together({ initial_code: "" });
  model.reply = { pieces: ["(self", ", name):\n        self.name = name"] };
  await ada.type("    def greet");
  await sees(ada, "(self, name):\n        self.name = name");
  expect(model.asked.at(-1)).toMatchObject({ body: { prompt: "    def greet" }, authorization: "Bearer secret" });
  expect(model.asked.length).toBeLessThan(4); // one, but for a machine that halts between two keys
  await ben.sees("    def greet");
  expect(await ghostOf(ben)).toBe("");
  expect(await codeOf(id)).toBe("    def greet");
  model.reply = { pieces: [] };
  await ada.press("Tab");
  const taken = "    def greet(self, name):\n        self.name = name";
  await eventually(() => codeOf(id)).toBe(taken);
  await ben.sees(taken);
  await ada.press("Control+z");
  await eventually(() => codeOf(id)).toBe("    def greet");
  await ada.press("Control+Shift+z");
  await eventually(() => codeOf(id)).toBe(taken);
});

test("Escape sends it away, and it is not asked for again before the text changes", async () => {
  const { id } = await together({ initial_code: "" });
  model.reply = (question) => ({ pieces: lastLine(question) === "import" ? [" os"] : [" never"] });
  await ada.type("import");
  await sees(ada, " os");
  await ada.press("Escape");
  await sees(ada, "");
  await ada.press("ArrowLeft");
  await ada.press("ArrowRight");
  await ada.type(" ");
  await sees(ada, "never");
  expect(model.asked.map(lastLine).filter((line) => line.startsWith("import"))).toEqual(["import", "import "]);
  expect(await codeOf(id)).toBe("import ");
});

test("Ctrl+Right takes a word; typing what is suggested leaves the rest, without asking again", async () => {
  const { id } = await together({ initial_code: "" });
  model.reply = { pieces: ["port collections as c"] };
  await ada.type("im");
  await sees(ada, "port collections as c");
  await ada.press("Control+ArrowRight");
  await sees(ada, " collections as c");
  await eventually(() => codeOf(id)).toBe("import");
  await ada.type(" co");
  await sees(ada, "llections as c");
  expect(model.asked.map(lastLine).filter((line) => line !== "i")).toEqual(["im"]);
  await ada.press("Tab");
  await eventually(() => codeOf(id)).toBe("import collections as c");
  await ada.press("Control+z");
  await eventually(() => codeOf(id)).toBe("import co");
});

test("what somebody else types takes a suggestion away, and one on its way is never shown", async () => {
  const { id } = await together({ initial_code: "\n\nbelow" });
  model.reply = { pieces: [" os"] };
  await ada.press("Control+Home");
  await ada.type("import");
  await sees(ada, " os");
  await ben.press("Control+End");
  await ben.type("!");
  await ada.sees("import\n\nbelow!");
  expect(await ghostOf(ada)).toBe("");

  // The model has been asked and says nothing yet: the request of the older text ends when the text changes.
  const askedByAda = () => model.asked.filter(({ body }) => body.prompt === "import ");
  model.reply = "silence";
  await ada.type(" ");
  await eventually(() => askedByAda().length).toBe(1);
  model.reply = { pieces: ["sys"] };
  await ben.type("?");
  await ada.sees("import \n\nbelow!?");
  await askedByAda()[0]?.gone;
  // Then it is asked again, about the text as it is.
  await sees(ada, "sys");
  expect(askedByAda().map(({ body }) => body.suffix)).toEqual(["\n\nbelow!", "\n\nbelow!?"]);
  expect(await codeOf(id)).toBe("import \n\nbelow!?");
});

test("another language takes a suggestion away, and ends a request that has run for a while", async () => {
  const { id } = await together({ initial_code: "" });
  const choose = async (language: string, path: string) => {
    await ben.page.getByRole("button", { name: /^Language/ }).click();
    await ben.page.getByRole("menuitemradio", { name: language }).click();
    await ada.page.getByRole("button", { name: `Language: ${language}` }).waitFor();
    // The main file is renamed with it, a moment later.
    await ada.page.getByRole("treeitem", { name: path }).waitFor();
  };
  model.reply = { pieces: ["port os"] };
  await ada.type("i");
  await sees(ada, "port os");
  await choose("Go", "main.go");
  expect(await ghostOf(ada)).toBe("");
  model.reply = "silence";
  const asked = model.asked.length;
  await ada.type("m");
  await eventually(() => model.asked.length).toBe(asked + 1);
  await choose("Rust", "main.rs");
  await model.asked[asked]?.gone;
  expect(await codeOf(id)).toBe("im");
  expect(stage.app.output()).not.toContain("too slow"); // it was given up, and did not run into its time-out
});

test("who types on, or leaves, ends the request at the model, too", async () => {
  await together({ initial_code: "" });
  model.reply = "silence";
  await ada.type("i");
  await eventually(() => model.asked.length).toBe(1);
  await ada.type("m");
  await model.asked[0]?.gone;
  await eventually(() => model.asked.length).toBe(2);
  await ada.page.goto("about:blank");
  await model.asked[1]?.gone;
});

test("without a line nothing is asked for, and with it again the next key brings a suggestion", async () => {
  await together({ initial_code: "" });
  model.reply = { pieces: ["port os"] };
  const requests: string[] = [];
  ada.page.on("request", (request) => request.url().endsWith("/autocomplete") && requests.push(request.url()));
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  await ada.type("i");
  // Ben, who began later, has waited for as long as she would.
  await ben.type("b");
  await sees(ben, "port os");
  expect(requests).toEqual([]);
  await ada.context.setOffline(false);
  await ada.reads(/^Saved/);
  await ada.type("m");
  await sees(ada, "port os");
});

test("on a phone a tap takes it, in whichever of its lines", async () => {
  const { id, url } = await makeRoom(stage.app.url, { language: "python", initial_code: "" });
  const cid = await stage.enter(url, { name: "Cid", phone: true });
  model.reply = { pieces: ["(self):\n    pass"] };
  await cid.page.locator(".cm-line").first().tap();
  await cid.type("def f");
  const ghost = cid.page.locator(".touch-ghost");
  await eventually(() => ghost.textContent()).toBe("(self):\n    pass");
  const box = await ghost.boundingBox();
  await cid.page.touchscreen.tap(box!.x + 20, box!.y + box!.height - 8);
  await eventually(() => codeOf(id)).toBe("def f(self):\n    pass");
});

test("suggestions can be turned off, which is remembered, and their pause can be chosen", async () => {
  await together({ initial_code: "" });
  model.reply = { pieces: [" os"] };
  await ada.page.getByRole("button", { name: "Settings" }).click();
  await ada.page.getByRole("radio", { name: "0.2 s" }).check();
  await ada.page.getByRole("switch", { name: "Suggest while I type" }).uncheck();
  await ada.page.reload();
  await ada.inRoom();
  await ada.type("import");
  await ada.page.getByRole("button", { name: "Settings" }).click();
  const suggest = ada.page.getByRole("switch", { name: "Suggest while I type" });
  expect(await suggest.isChecked()).toBe(false);
  expect(await ada.page.getByRole("radio", { name: "0.2 s" }).isChecked()).toBe(true);
  expect(model.asked).toEqual([]);
  await suggest.check();
  await ada.press("Escape");
  await eventually(() => ada.page.evaluate(() => document.activeElement?.closest(".monaco-editor") != null)).toBe(true);
  await ada.type(" ");
  await sees(ada, "os");
  await ada.press("Escape");
});

test("Monaco knows TypeScript: what something is, and what is wrong, but nothing is wrong with what Node runs", async () => {
  const code =
    'const name = String(await Promise.resolve(process.argv[2] ?? "x"));\nconst fs = require("node:fs");\nlet n: number = "a";\n';
  await together({ language: "typescript", initial_code: code });
  const marks = ada.page.locator(".monaco-editor .squiggly-error");
  await eventually(() => marks.count()).toBe(1);
  await ada.page.locator(".view-line", { hasText: "let n" }).locator("span span", { hasText: "n:" }).first().hover();
  await eventually(() => ada.page.locator(".monaco-hover").first().innerText()).toContain("let n: number");
  await ada.press("Control+End");
  await ada.type("name.toUp");
  await eventually(() => ada.page.locator(".suggest-widget.visible").innerText()).toContain("toUpperCase");
});
