// Running the room's program, as people at real browsers see it: the real app with its real runner.
import { expect, test } from "vitest";
import { eventually, makeRoom, type Person, type Room, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage({});

async function python(code: string): Promise<{ id: string; url: string }> {
  return makeRoom(stage.app.url, { language: "python", initial_code: code });
}

async function adaAndBen(code: string): Promise<{ id: string; url: string; ada: Person; ben: Person }> {
  const room = await python(code);
  const ada = await stage.enter(room.url, { name: "Ada" });
  const ben = await stage.enter(room.url, { name: "Ben" });
  return { ...room, ada, ben };
}

/** What stands in the terminal, as far as it is on the screen. */
const output = (person: Person): Promise<string> =>
  person.page.evaluate(() =>
    [...document.querySelectorAll(".xterm-rows > div")]
      .map((row) => (row.textContent ?? "").replaceAll("\u00A0", " ").trimEnd())
      .join("\n")
      .trimEnd(),
  );
const runStatus = (person: Person) => person.page.locator(".run-status").first().innerText();
const ended = (person: Person) => eventually(() => runStatus(person)).toMatch(/^(Finished|Exited|Stopped|Wrote)/);
const typeInput = async (person: Person, line: string) => {
  await person.page.click(".run-input-field");
  await person.type(line);
  await person.press("Enter");
};

const greeting = `import sys, time
name = input("name? ")
for i in range(3):
    print("out", i, flush=True)
    time.sleep(0.05)
    print("err", i, file=sys.stderr, flush=True)
    time.sleep(0.05)
print("hello", name, flush=True)
raise SystemExit(3)
`;

test("two people see the same output in the same order, and what the second types reaches the program", async () => {
  const { ada, ben } = await adaAndBen(greeting);
  expect(await ben.page.locator(".run-panel").count()).toBe(0); // nothing takes space before the first run
  await ada.page.click(".view-lines");
  await ada.press("Control+Enter");
  await eventually(() => output(ben)).toBe("name?");
  expect(await ada.text()).toBe(greeting); // the key made no line in the code
  await typeInput(ben, "Grüße 😀");
  await Promise.all([ended(ada), ended(ben)]);
  expect(await runStatus(ada)).toBe("Exited with 3");
  const lines = (await output(ada)).split("\n");
  expect(lines[0]).toMatch(/^name\? Grüße 😀/);
  expect(lines.at(-1)).toMatch(/^hello Grüße 😀/);
  expect(lines.slice(1, -1)).toEqual([0, 1, 2].flatMap((i) => [`out ${i}`, `err ${i}`]));
  expect(await output(ben)).toBe(await output(ada));
  expect(await ada.page.locator(".typed-tag").innerText()).toBe("Ben");
  expect(await ada.page.locator(".run-figures").innerText()).toMatch(
    /exit\s*3\s*CPU\s*[\d.]+ m?s\s*time\s*[\d.]+ m?s\s*memory/,
  );
  await ada.photograph("run");
});

test("anybody who may write stops it for all, and the button is Run again", async () => {
  const { ada, ben } = await adaAndBen("import time\nprint('on', flush=True)\ntime.sleep(60)\n");
  await ada.page.click(".run-button");
  await eventually(() => output(ben)).toBe("on");
  await ben.page.click("button:has-text('Stop')");
  await eventually(() => runStatus(ada)).toBe("Stopped by Ben");
  await eventually(() => runStatus(ben)).toBe("Stopped by you");
  await eventually(() => ada.page.locator(".run-button").innerText()).toBe("Run");
});

test("the end of the input, by key, ends a program that waits for it", async () => {
  const { url } = await python("import sys\nprint(sys.stdin.read().upper())\n");
  const ada = await stage.enter(url, { name: "Ada" });
  await ada.page.click(".run-button");
  await ada.page.click(".run-input-field");
  await ada.type("half a line");
  await ada.press("Control+d");
  await ended(ada);
  expect(await output(ada)).toContain("HALF A LINE");
});

test("a run begins with the input that was prepared for it, and is remembered", async () => {
  const { url } = await python("import sys\nfor line in sys.stdin: print('got', line.strip())\n");
  const ben = await stage.enter(url, { name: "Ben" });
  const ada = await stage.enter(url, { name: "Ada", phone: true });
  await ada.page.click(".pane-bar >> text=Output");
  await ada.page.click("button[aria-label='Input for the next run']");
  await ada.page.fill(".next-input-panel textarea", "one\ntwo\n");
  await ada.page.reload();
  await ada.inRoom();
  await ada.page.click(".run-button");
  await ended(ada);
  expect(await output(ada)).toMatch(/got one\ngot two/);
  // The input itself is there for all, too.
  await eventually(() => output(ben)).toMatch(/^one\ntwo\n[^]*got one\ngot two/);
  expect(await ben.page.locator(".typed-tag").first().innerText()).toBe("Ada");
  expect(await ada.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await ada.photograph("run-phone");
});

test("of long input that was prepared the beginning is shown, and the program reads it all", async () => {
  const { url } = await python("import sys\nprint(len(sys.stdin.read()), 'read')\n");
  const ada = await stage.enter(url, { name: "Ada" });
  await ada.press("Control+Enter"); // opens the panel
  await ada.page.click("button:has-text('Stop')");
  await ended(ada);
  await ada.page.click("button[aria-label='Input for the next run']");
  await ada.page.fill(".next-input-panel textarea", "line\n".repeat(1_200));
  await ada.page.click(".run-button");
  await eventually(() => output(ada)).toMatch(/line\n … 2 KB more of this input\n end of input\n6000 read$/);
});

test("who comes later sees the output so far, and a line that comes back adds what was missed", async () => {
  const { id, url, ada } = await adaAndBen(
    "print('one', flush=True)\nfor line in iter(input, 'end'): print('got', line, flush=True)\n",
  );
  await ada.page.click(".run-button");
  await eventually(() => output(ada)).toBe("one");
  await ada.context.setOffline(true);
  await ada.reads("Offline");
  const cleo = await stage.enter(url, { name: "Cleo" });
  await eventually(() => output(cleo)).toBe("one");
  await typeInput(cleo, "while you were away");
  await eventually(() => output(cleo)).toContain("got while you were away");
  await ada.context.setOffline(false);
  await eventually(() => output(ada)).toBe(await output(cleo));
  await typeInput(ada, "end");
  await Promise.all([ended(ada), ended(cleo)]);
  expect(await output(ada)).toBe(await output(cleo));
  expect((await output(ada)).match(/^one$/gm)).toHaveLength(1);
  // A page that is opened when all is over shows it as well.
  const dora = await stage.enter(`${stage.app.url}/r/${id}`, { name: "Dora" });
  await eventually(() => output(dora)).toBe(await output(ada));
});

test("who only views sees the run, and has neither Run nor an input", async () => {
  const { id, url } = await python("print('seen', flush=True)\ninput()\n");
  const ada = await stage.enter(url, { name: "Ada" });
  const { viewId }: Room = await roomNow(stage.app.url, id);
  const viewer = await stage.enter(`${stage.app.url}/r/${viewId}`, { name: "Vera" });
  expect(await viewer.page.locator(".run-button").count()).toBe(0);
  await viewer.press("Control+Enter");
  await ada.page.click(".run-button");
  await eventually(() => output(viewer)).toBe("seen");
  expect(await viewer.page.locator(".run-input-field, .run-button").count()).toBe(0);
  await typeInput(ada, "");
  await ended(viewer);
});

/** The page is alive: the last line is there, a key reaches the room, and nothing outside of the panel changed. */
async function survives(code: string, last: string | RegExp): Promise<Person> {
  const { url } = await python(`${code}\nprint('THE END')\n`);
  const ada = await stage.enter(url, { name: "Ada" });
  const title = await ada.page.title();
  await ada.page.click(".run-button");
  await ended(ada);
  await eventually(() => output(ada)).toMatch(last);
  await ada.page.click(".view-lines");
  await ada.type("#");
  await ada.reads(/^Saved at v[1-9]/);
  expect(await ada.page.title()).toBe(title);
  return ada;
}

test("colours and carriage returns are shown as in a terminal", async () => {
  const code = `print("\\x1b[1;31mred\\x1b[0m plain")\nfor i in range(101): print(f"\\r{i}%", end="", flush=True)\nprint()`;
  const ada = await survives(code, "THE END");
  expect(await output(ada)).toBe("red plain\n100%\nTHE END");
  const color = (word: string) =>
    ada.page.evaluate(
      (wanted) =>
        getComputedStyle(
          [...document.querySelectorAll(".xterm-rows span")].find((span) => span.textContent?.includes(wanted))!,
        ).color,
      word,
    );
  expect(await color("red")).not.toBe(await color("plain"));
});

test.each([
  ["megabytes of lines", `for i in range(1_000_000): print("a line of the flood", i)`],
  ["megabytes of one line", `import sys\nsys.stdout.write("x" * 8_000_000)`],
  ["lines that are written over and over", `for i in range(200_000): print(f"\\r{i}", end="")`],
  ["a million marks on a letter", `print("e" + "\\u0301" * 300_000)`],
])("%s leave the page usable", async (_what, code) => {
  // The runner stops a flood at its limit, so the last line need not come.
  await survives(code, /THE END|[\dx]/);
});

test("binary junk and commands to the terminal leave the page usable", async () => {
  const code = `import os, sys
sys.stdout.buffer.write(bytes(range(256)) * 20 + os.urandom(200_000) + b"\\n")
sys.stdout.flush()
print("\\x1b]0;owned\\x07\\x1b]52;c;b3duZWQ=\\x07\\x1b[?1049h\\x1b[2147483647S\\x1b[2147483647b\\x1b[8m\\x1b[?1003h\\x1bP")`;
  const ada = await survives(code, "THE END");
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).not.toBe("owned");
});

test("what has changed since the run is counted, and shown beside each other", async () => {
  const { ada, ben } = await adaAndBen("print('before')\n");
  await ada.page.click(".run-button");
  await ended(ben);
  await ben.goTo(1, 1);
  await ben.type("# ");
  await eventually(() => ada.page.locator(".run-of").innerText()).toMatch(/output of v0, [12] edits? ago$/);
  await ada.page.click("text=Changes since");
  await eventually(() => ada.page.locator(".changes .editor.modified .view-lines").innerText()).toMatch(/#\s*print/);
  expect(await ada.page.locator(".changes .editor.original .view-lines").innerText()).not.toContain("#");
});

const textThen = (person: Person) => person.page.locator(".changes .editor.original .view-lines").innerText();

test("who comes later sees what has changed since a run, too, and so does whoever looks at an earlier one", async () => {
  const { url } = await python("print('first')\n");
  const ada = await stage.enter(url, { name: "Ada" });
  await ada.page.click(".run-button");
  await ended(ada);
  await ada.page.click(".view-lines");
  await ada.press("Control+a");
  await ada.type("print('second')");
  await ada.reads(/^Saved at v/);
  const ben = await stage.enter(url, { name: "Ben" });
  await ben.page.click("text=Changes since");
  await eventually(() => textThen(ben)).toContain("first");
  await ben.press("Escape");
  await ada.page.click(".run-button");
  await eventually(() => output(ben)).toBe("second");
  await ended(ben);
  expect(await ben.page.locator("text=Changes since").count()).toBe(0); // of this text
  await ben.page.click("button[aria-label='Earlier runs']");
  await ben.page.locator(".history-list .menu-item").last().click();
  await eventually(() => output(ben)).toBe("first");
  await ben.page.click("text=Changes since");
  await eventually(() => textThen(ben)).toContain("first");
});

test("earlier runs are on a list, and show their output again", async () => {
  const { ada, url } = await adaAndBen("print('first')\n");
  await ada.page.click(".run-button");
  await ended(ada);
  await eventually(() => output(ada)).toBe("first");
  await ada.page.click(".view-lines");
  await ada.press("Control+a");
  await ada.type("print('second')");
  await ada.press("Control+Enter");
  await eventually(() => output(ada)).toBe("second");
  await ended(ada);
  await ada.page.click("button[aria-label='Earlier runs']");
  await eventually(() => ada.page.locator(".history-list .menu-item").count()).toBe(2);
  await ada.page.locator(".history-list .menu-item").last().click();
  await eventually(() => output(ada)).toBe("first");
  await ada.page.click("text=Back to the latest run");
  await eventually(() => output(ada)).toBe("second");
  // The room's past shows where it ran.
  await ada.page.goto(`${url}/history`);
  const ticks = ada.page.locator(".timeline-tick[data-kind=run]");
  await eventually(() =>
    ticks.evaluateAll((all) => all.map((tick) => tick.getAttribute("title") ?? "").toSorted()),
  ).toEqual(["v0 · run, ok", expect.stringMatching(/^v\d+ · run, ok$/)]);
  await ada.page.click("[aria-label='Last mark, run or message before']");
  await eventually(() => ada.page.locator(".transport-when").innerText()).toMatch(/^v0\b/);
  await ada.sees("print('first')\n");
});

test("a language that cannot run here says so where one looks", async () => {
  const { url } = await makeRoom(stage.app.url, { language: "markdown", initial_code: "# Notes" });
  const ada = await stage.enter(url, { name: "Ada" });
  await eventually(() => ada.page.locator(".run-button").getAttribute("aria-disabled")).toBe("true");
  await ada.page.locator(".run-button").click({ force: true });
  await eventually(() => ada.page.locator(".run-trouble").innerText()).toBe(
    "Markdown is not a language that runs here.",
  );
  await ada.press("Escape"); // leads back to the code
  await ada.type("!");
  await ada.sees("!# Notes");
});

test("where a runner comes later, Run can be pressed without anybody's doing", async () => {
  const { url } = await makeRoom(stage.app.url, { language: "python", initial_code: "print(1)" });
  const ada = await stage.stranger({ name: "Ada" });
  let isThere = false;
  await ada.page.route("**/languages", async (route) => {
    const response = await route.fetch();
    const { languages } = (await response.json()) as { languages: { run: boolean }[] };
    const none = { languages: languages.map((language) => ({ ...language, run: false })), runner: "unavailable" };
    await route.fulfill(isThere ? { response } : { json: none });
  });
  await ada.enter(url);
  const runButton = ada.page.locator(".run-button");
  await eventually(() => runButton.getAttribute("aria-label")).toContain("no runner is connected");
  isThere = true;
  await eventually(() => runButton.getAttribute("aria-disabled")).toBe("false");
});
