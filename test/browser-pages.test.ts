// The pages around the editor: making, finding and sharing rooms, and what is said when there is none.
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import { routes } from "#protocol/api";
import { eventually, makeRoom, type Person, roomNow } from "#test/browser";
import { setStage } from "#test/stage";

const stage = setStage();
let ada: Person;

beforeEach(async () => {
  ada = await stage.arrive({ name: "Ada" });
});

const atTheStart = () => ada.page.goto(stage.app.url);

const roomOf = (person: Person) => /\/r\/([0-9a-f-]{36})$/.exec(person.page.url())?.[1] ?? "";

test("a room is one click away, and is on the list of visited rooms afterwards", async () => {
  await atTheStart();
  await ada.photograph("landing");
  await ada.page.click("text=TypeScript");
  await ada.inRoom();
  expect(await roomNow(stage.app.url, roomOf(ada))).toMatchObject({ language: "typescript", code: "" });
  await stage.enter(ada.page.url(), { name: "Ben" });
  await eventually(() => ada.page.locator(".people .avatar").count()).toBe(2);
  await ada.page.fill("input.room-title", "Kata");
  await ada.press("Enter");
  await eventually(async () => (await roomNow(stage.app.url, roomOf(ada))).title).toBe("Kata");
  await ada.page.goBack();
  await eventually(() => ada.page.locator(".recent-row").innerText()).toMatch(/Kata\s+TypeScript\s+Ben\s+just now/);
});

test("a letter and Enter make a room in that language", async () => {
  await atTheStart();
  await eventually(() => ada.page.evaluate(() => document.activeElement?.textContent)).toContain("Python");
  await ada.press("r");
  await ada.press("Enter");
  await ada.inRoom();
  expect(await roomNow(stage.app.url, roomOf(ada))).toMatchObject({ language: "rust" });
});

test("a room is joined by its link or its id, and anything else is answered with what a link looks like", async () => {
  await atTheStart();
  const { id, url } = await makeRoom(stage.app.url, { initial_code: "joined" });
  await ada.page.fill("#join-address", "not a room");
  await ada.press("Enter");
  await eventually(() => ada.page.locator("#join-error").innerText()).toContain("no room id in that");
  for (const pasted of [url, id]) {
    await ada.page.fill("#join-address", pasted);
    await ada.press("Enter");
    await ada.inRoom();
    await ada.sees("joined");
    await ada.page.goBack();
  }
});

test("a visited room is taken off the list, and put back", async () => {
  await ada.enter((await makeRoom(stage.app.url, { title: "Keep me" })).url);
  await ada.page.goto(stage.app.url);
  await ada.page.click("button[aria-label^='Take “Keep me”']");
  await eventually(() => ada.page.locator(".recent-row").count()).toBe(0);
  await ada.page.click(".toast >> text=Undo");
  await eventually(() => ada.page.locator(".recent-row").innerText()).toContain("Keep me");
});

/** What commands are called that change the code, the files or the room; some of them would only say that one may not. */
const WRITING =
  /\b(format|undo my|redo my|replace|delete|rename|duplicate|new|move (line|this)|accept|remove brackets|indent|comment on|name this|start|stop)\b/i;

test("the link that only views shows every key and takes none", async () => {
  const { id, url } = await makeRoom(stage.app.url, { initial_code: "look" });
  await ada.enter(url);
  await ada.page.click("text=Share");
  const links = await ada.page
    .locator(".link input")
    .evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
  expect(links).toEqual([url, `${stage.app.url}/r/${(await roomNow(stage.app.url, id)).viewId}`]);
  await ada.photograph("share");
  await ada.press("Escape");
  const ben = await stage.enter(links[1]!, { name: "Ben" });
  await ben.reads("View only");
  await ben.page.click(".view-lines");
  await ben.type("x");
  await eventually(() => ben.page.locator(".monaco-editor-overlaymessage").innerText()).toContain(
    "This link only views",
  );
  await ben.press("Control+v");
  await ada.press("Control+End");
  await ada.type(" at this"); // Escape led back to the code
  await ben.sees("look at this");
  expect((await roomNow(stage.app.url, id)).code).toBe("look at this");
  expect(await ben.page.locator(".language-button, input.room-title").count()).toBe(0);
  await ben.press("F1");
  await eventually(() => ben.page.locator(".finder-item").count()).toBeGreaterThan(40);
  const offered = await ben.page.locator(".finder-item").allInnerTexts();
  expect(offered.filter((words) => WRITING.test(words))).toEqual([]);
  await ben.press("Escape");
  await ben.page.click("text=Share");
  expect(await ben.page.locator(".link input").count()).toBe(1);
});

test("the copied link is the one that is shown, a local one promises no phone anything, and what embeds the room shows the link that views", async () => {
  const { id, url } = await makeRoom(stage.app.url);
  await ada.enter(url);
  await ada.page.click("text=Share");
  await ada.page.locator(".link-copy").first().click();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(url);
  expect(await ada.page.locator(".share-own").innerText()).toContain("HOST=0.0.0.0 npm start");
  expect(await ada.page.locator(".qr").count()).toBe(0);
  await ada.page.click("text=Embed it in another page");
  const { viewId } = await roomNow(stage.app.url, id);
  const frameOf = async () => {
    const markup = await ada.page.locator(".embed .link input").inputValue();
    return ada.page.evaluate((html) => {
      const frame = new DOMParser().parseFromString(html, "text/html").querySelector("iframe")!;
      return { src: frame.src, title: frame.title };
    }, markup);
  };
  const src = `${stage.app.url}/e/${viewId}?file=main.txt`;
  expect(await frameOf()).toEqual({ src, title: "Code in Tandem" });
  await ada.page.getByLabel("Keep it as it is at this version").check();
  expect(await frameOf()).toMatchObject({ src: `${src}&at=v0` });
});

test("an unknown room says so and leads on", async () => {
  await ada.page.goto(`${stage.app.url}/r/00000000-0000-4000-8000-000000000000`);
  await eventually(() => ada.page.locator("h1").innerText()).toBe("There is no room here");
  await ada.page.click("text=To the start page");
  await eventually(() => ada.page.locator(".language-key").count()).toBeGreaterThan(5);
});

test("a room that cannot be reached says so, goes on trying and opens", async () => {
  const { url } = await makeRoom(stage.app.url, { initial_code: "here again" });
  ada = await stage.stranger();
  let isDown = true;
  await ada.page.routeWebSocket(/\/ws\//, (socket) =>
    isDown ? socket.close({ code: 4503 }) : void socket.connectToServer(),
  );
  await ada.page.goto(url);
  await eventually(() => ada.page.locator("h1").innerText()).toBe("The room cannot be reached");
  await ada.photograph("unreachable");
  isDown = false;
  await ada.inRoom();
  await ada.sees("here again");
});

test("nothing on a phone is wider than the phone", async () => {
  const phone = await stage.arrive({ name: "Ada", phone: true });
  await phone.page.goto(stage.app.url);
  const overflow = () => phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  await phone.enter(
    (await makeRoom(stage.app.url, { title: "A room with quite a long name for a phone", initial_code: "print()" }))
      .url,
  );
  expect(await overflow()).toBeLessThanOrEqual(0);
  for (const control of [".share-button", ".people-button", ".language-button", ".status"]) {
    const box = await phone.page.locator(`.top-bar ${control}`).boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 740, control).toBe(true);
  }
  await phone.photograph("phone");
});

test("what whoever runs it has forgotten to set stands on the start page, and nowhere where it is set", async () => {
  ada = await stage.stranger();
  await ada.page.goto(stage.app.url, { waitUntil: "networkidle" });
  expect(await ada.page.locator(".operator-notice").count()).toBe(0);
  const warnings = ["The secret RUNNER_TOKEN is not set: programs cannot be run."];
  await ada.page.route("**/health", (route) => route.fulfill({ json: { status: "ok", warnings } }));
  await ada.page.reload();
  await eventually(() => ada.page.locator(".operator-notice p").innerText()).toBe(warnings[0]);
});

test("a script that somebody got into a page does not run, and the page frames nothing", async () => {
  await atTheStart();
  const ran = await ada.page.evaluate(async () => {
    const element = (name: string, given: object) =>
      document.body.append(Object.assign(document.createElement(name), given));
    const refused = new Set<string>();
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => refused.add(effectiveDirective));
    // Later: what a test evaluates itself is let through.
    // oxlint-disable-next-line typescript/no-implied-eval -- it is what must not work
    setTimeout(() => new Function("top.ran = 'eval'")());
    element("script", { textContent: "top.ran = 'inline'" });
    element("script", { src: "data:,top.ran = 'data'" });
    document.body.insertAdjacentHTML("beforeend", `<img src="/nothing" onerror="top.ran = 'handler'">`);
    void new Worker(URL.createObjectURL(new Blob(["top.ran = 'worker'"])));
    element("iframe", { src: "/" });
    while (refused.size < 5) await new Promise((resolve) => setTimeout(resolve, 20));
    return { ran: (top as unknown as { ran?: string }).ran, refused: [...refused].toSorted() };
  });
  const refused = ["frame-src", "script-src", "script-src-attr", "script-src-elem", "worker-src"];
  expect(ran).toEqual({ ran: undefined, refused });
  ada.failures.splice(0); // the refusals
});

test("the API is documented at /docs, every route of it, by nothing but our own files and under the page's CSP", async () => {
  await atTheStart();
  const complaints: string[] = [];
  ada.page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await ada.page.click("text=API documentation");
  const links = ada.page.locator("a[href^='#tag/']");
  await links.first().waitFor({ timeout: 60_000 }); // it is megabytes of script, and a busy machine takes its time
  const listed = async () => {
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    return addresses.flatMap((address) => {
      const [, method, path] = /^#tag\/[^/]+\/([A-Z]+)(\/.*)$/.exec(decodeURI(address)) ?? [];
      return method === undefined ? [] : [`${method} ${path}`];
    });
  };
  await eventually(async () => (await listed()).toSorted()).toEqual(routes.map(([key]) => key).toSorted());
  await ada.photograph("docs");
  for (const file of ["openapi.json", "protocol.json"])
    await ada.page.waitForSelector(`.docs-links a[href="/${file}"]`);
  // It is no picture of an API.
  await links.filter({ hasText: "List the languages" }).click();
  await ada.page.click("button:has-text('Test Request(get /languages)')");
  await ada.page.click("[role=dialog] button:has-text('Send')");
  await eventually(() => ada.page.locator("[role=dialog]").innerText()).toMatch(/200\s+OK/);
  await ada.press("Escape");
  await ada.page.goto(`${stage.app.url}/docs`);
  await ada.page.click(".wordmark");
  await eventually(() => ada.page.locator(".language-key").count()).toBeGreaterThan(5);
  expect([...ada.hosts]).toEqual([new URL(stage.app.url).host]);
  expect(complaints).toEqual([]);
});

test("the landing page costs at most 60 KB of script, none of it a room's, and speaks to nobody else", async () => {
  const stranger = await stage.stranger();
  const scripts: Promise<Buffer>[] = [];
  stranger.page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.push(response.body());
  });
  await stranger.page.goto(stage.app.url, { waitUntil: "networkidle" });
  const bodies = await Promise.all(scripts);
  const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThanOrEqual(60_000);
  expect(bodies.filter((body) => body.includes("sequence_gap"))).toHaveLength(0); // what rooms speak comes with a room
  expect([...stranger.hosts]).toEqual([new URL(stage.app.url).host]);
});
