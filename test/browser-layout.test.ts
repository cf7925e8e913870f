// The room around the code: panels that keep their sizes, Markdown beside its source, and formatting while others type.
import { expect, test } from "vitest";
import { eventually, makeRoom, type NewRoom, type Person } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();

async function alone(room: NewRoom): Promise<Person> {
  return stage.enter((await makeRoom(stage.app.url, room)).url, { name: "Ada" });
}
const toast = (person: Person) => person.page.locator(".toast").innerText();
const sizeOf = async (person: Person, selector: string) => {
  const box = await person.page.locator(selector).boundingBox();
  return { width: Math.round(box?.width ?? 0), height: Math.round(box?.height ?? 0) };
};

const ugly = `const prices=[1,2,3]
function total( items ){
return items.reduce((sum,item)=>sum+item,0)
}

// notes:
`;
const formatted = `const prices = [1, 2, 3];
function total(items) {
    return items.reduce((sum, item) => sum + item, 0);
}

// notes:`;

test("a text is formatted while another person types in it: both edits stay, and undo takes back one of them", async () => {
  const { url } = await makeRoom(stage.app.url, { language: "javascript", initial_code: ugly });
  const ada = await stage.enter(url, { name: "Ada" });
  const ben = await stage.enter(url, { name: "Ben" });
  await ada.goTo(3, 8); // in front of "items"
  await ben.goTo(6, "end");
  await Promise.all([ada.press("Shift+Alt+F"), ben.type(" ben was here and went on for a while")]);
  const both = `${formatted} ben was here and went on for a while\n`;
  await Promise.all([ada.sees(both), ben.sees(both)]);
  await ada.type("all"); // where the caret was, which is in front of the same word now
  await ben.sees(both.replace("return items", "return allitems"));
  await ada.press("Control+z");
  await ada.press("Control+z");
  await ben.sees(ugly.replace("notes:", "notes: ben was here and went on for a while"));
});

test("why a text is not formatted is said, and leads to the line", async () => {
  const ada = await alone({ language: "typescript", initial_code: "let a = 1;\nlet b = = 2;\n" });
  await ada.press("Shift+Alt+F");
  await eventually(() => toast(ada)).toMatch(/^Not formatted\. Line 2: .+Go to line 2$/s);
  await ada.page.click(".toast >> text=Go to line 2");
  await ada.type("X");
  await ada.sees("let a = 1;\nlet b = X= 2;\n");
  await ada.enter((await makeRoom(stage.app.url, { language: "python", initial_code: "a=1" })).url);
  await ada.press("Shift+Alt+F");
  await eventually(() => toast(ada)).toBe(
    "There is no formatter for Python here. Prettier formats JavaScript, TypeScript, HTML, CSS, JSON, YAML and Markdown.",
  );
});

const hostile = `# Title

<script>document.title = "owned"</script> <img src=x onerror="document.title='owned'">

[script](javascript:document.title='owned') [data](data:text/html,x) [good](https://example.org/a)

![A picture](https://example.org/picture.png)

- [x] done

\`\`\`js
const one = 1;
\`\`\`

## End
`;

test("Markdown is shown beside its source and along with it, and nothing in it gets at the page", async () => {
  const ada = await alone({ language: "markdown", initial_code: hostile });
  const { page } = ada;
  expect(await page.locator(".preview").count()).toBe(0);
  await page.click(".preview-button");
  const preview = page.getByRole("region", { name: "Preview" });
  await eventually(() => preview.locator("h1").innerText()).toBe("Title");
  await eventually(() => preview.locator("pre [class^=mtk]").count()).toBeGreaterThan(2);
  expect(await preview.innerText()).toContain('<script>document.title = "owned"</script>');
  expect(await preview.locator("script, img, [onerror]").count()).toBe(0);
  expect(await preview.locator("a").evaluateAll((all) => all.map((a) => a.outerHTML))).toEqual([
    '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">good</a>',
    expect.stringContaining("not loaded from example.org"),
  ]);
  await ada.photograph("preview");
  expect(await ada.faults()).toEqual([]);
  await ada.press("Control+Home");
  await page.click(".view-lines");
  await ada.press("Control+Home");
  await ada.press("End");
  await ada.type(" of *this*");
  await eventually(() => preview.locator("h1").innerHTML()).toBe("Title of <em>this</em>");
  expect(await page.title()).not.toContain("owned");
  expect([...ada.hosts]).toEqual([new URL(stage.app.url).host]);
});

test("of a text of thousands of headings the preview makes those that are read, and goes to any other", async () => {
  const headings = Array.from({ length: 6_000 }, (_, i) => `# Heading ${i}`).join("\n");
  const ada = await alone({ language: "markdown", initial_code: `[last](#heading-5999)\n\n${headings}\n` });
  const { page } = ada;
  await page.click(".preview-button");
  const preview = page.getByRole("region", { name: "Preview" });
  /** One of the last headings is on the screen, or one of the first. */
  const seen = (from: number) =>
    eventually(() =>
      preview.locator("h1").evaluateAll((all, first) => {
        const numbered = all.filter(({ textContent }) => /\d/.test(textContent));
        const onScreen = numbered.filter((one) => one.getBoundingClientRect().top < innerHeight);
        const number = Number(/\d+/.exec(onScreen.at(-1)?.textContent ?? "")?.[0]);
        return number >= first && number < first + 60;
      }, from),
    ).toBe(true);
  await seen(0);
  await page.click(".view-lines");
  await ada.press("Control+End");
  await seen(5_940);
  expect(await preview.locator("h1").count()).toBeLessThan(2_000);
  await ada.type("# Written");
  await ada.press("Control+Home");
  await seen(0);
  await preview.getByRole("link", { name: "last" }).click();
  await seen(5_940);
  await eventually(() => preview.locator("h1").last().innerText()).toBe("Written");
});

test("code and preview are scrolled together, whichever one scrolls", async () => {
  const paragraphs = Array.from({ length: 200 }, (_, i) => `Paragraph ${i}`).join("\n\n");
  const ada = await alone({ language: "markdown", initial_code: paragraphs });
  const { page } = ada;
  await page.click(".preview-button");
  await eventually(() => page.locator(".preview p").count()).toBe(200);
  await page.click(".view-lines");
  /** The number of the first paragraph that is wholly on the screen. */
  const top = (pane: string, part: string) =>
    page.evaluate(
      ([paneNamed, partNamed]) => {
        const under = document.querySelector(paneNamed!)!.getBoundingClientRect().top;
        const whole = [...document.querySelectorAll(`${paneNamed} ${partNamed}`)].filter(
          (one) => one.textContent !== "" && one.getBoundingClientRect().top >= under - 1,
        );
        return Math.min(...whole.map(({ textContent }) => Number(/\d+/.exec(textContent)?.[0])));
      },
      [pane, part],
    );
  const both = async () => [await top(".room-editor", ".view-line"), await top(".preview-scroll", "p")] as const;
  const apart = () => eventually(async () => both().then(([code, preview]) => Math.abs(code - preview)));

  for (let pages = 0; pages < 4; pages++) await ada.press("PageDown");
  await eventually(async () => (await both())[0]).toBeGreaterThan(30);
  await apart().toBeLessThanOrEqual(1);
  const [before] = await both();
  await page.mouse.move(1_100, 400);
  await page.mouse.wheel(0, 1_500);
  await eventually(async () => (await both())[1]).toBeGreaterThan(before + 20);
  await apart().toBeLessThanOrEqual(1);
});

test("panels keep the sizes and the places that a person gave them, within what the window allows", async () => {
  const ada = await alone({ language: "markdown", initial_code: "# One\n" });
  const { page } = ada;
  await ada.press("Control+b"); // the files make way
  await ada.press("Control+j");
  await page.click(".preview-button");
  const edges = page.getByRole("separator");
  const output = edges.and(page.getByLabel("Height of the output"));
  const preview = edges.and(page.getByLabel("Width of the preview"));
  const now = async (edge: typeof output) => Number(await edge.getAttribute("aria-valuenow"));

  // By keys.
  await output.focus();
  await ada.press("ArrowUp");
  expect(await now(output)).toBe(284);
  await ada.press("Home");
  expect(await sizeOf(ada, ".run-panel")).toMatchObject({ height: 120 });
  await ada.press("End");
  expect(await now(output)).toBe(Number(await output.getAttribute("aria-valuemax")));
  expect((await sizeOf(ada, ".room-editor")).height).toBe(160);
  await output.dblclick();
  expect(await now(output)).toBe(260);
  // By pointer.
  const { x, y } = (await preview.boundingBox())!;
  await page.mouse.move(x + 4, y + 100);
  await page.mouse.down();
  await page.mouse.move(x + 104, y + 100, { steps: 4 });
  await page.mouse.up();
  expect(await now(preview)).toBe(Math.round(1280 * 0.42) - 100);
  expect(await preview.getAttribute("aria-valuemax")).toBe(String(1280 - 280)); // all but what the code keeps
  await page.click("[aria-label='Put the output beside the code']");
  await eventually(() => sizeOf(ada, ".run-panel")).toMatchObject({ width: 460 });
  const wide = await sizeOf(ada, ".preview");

  // A smaller window takes from all but the last one opened; a larger one gives it back.
  await page.setViewportSize({ width: 1_050, height: 700 });
  await eventually(() => sizeOf(ada, ".room-editor")).toMatchObject({ width: 280 });
  expect(await sizeOf(ada, ".run-panel")).toMatchObject({ width: 460 });
  await page.setViewportSize({ width: 1_280, height: 800 });
  await eventually(() => sizeOf(ada, ".preview")).toEqual({ ...wide, height: 760 });

  await page.reload();
  await ada.inRoom();
  await eventually(() => sizeOf(ada, ".preview")).toEqual({ ...wide, height: 760 });
  await ada.press("Control+j");
  await eventually(() => sizeOf(ada, ".run-panel")).toMatchObject({ width: 460 });
  expect(await ada.faults()).toEqual([]);
  await ada.photograph("panels");
  await ada.press("Control+j");
  await eventually(() => sizeOf(ada, ".run-panel")).toMatchObject({ width: 36 });
});
