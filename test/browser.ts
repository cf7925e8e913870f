// People at real Chromium browsers, in rooms of the real app. They see what stands on the screen and press real keys.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import type axe from "axe-core";
import { type Browser, type BrowserContext, chromium, devices, type Page } from "playwright-core";
import { expect } from "vitest";
import { apiAt } from "#client/api";
import type { BodyOf } from "#protocol/api";
import type { RoomAnswer } from "#protocol/rest";

const artefacts = join(import.meta.dirname, "artefacts");

/** Generous: a machine that builds something else meanwhile must not turn a test red. */
const PATIENCE_MS = 20_000;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["CHROMIUM"] || "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** `phone`: the narrowest that we know of, with Android unless it says otherwise. */
export type PersonOptions = { name?: string; dark?: boolean; phone?: boolean | "iPhone 13" };

function shapeOf({ phone = false }: PersonOptions) {
  if (!phone) return { viewport: { width: 1280, height: 800 } };
  const device = devices[phone === true ? "Pixel 7" : phone];
  return { ...device, viewport: { width: 360, height: 740 }, deviceScaleFactor: 1 };
}

export class Person {
  readonly context: BrowserContext;
  page: Page;
  readonly options: PersonOptions;
  /** What went wrong on the page, and every host it spoke to. */
  readonly failures: string[] = [];
  readonly hosts = new Set<string>();

  private constructor(context: BrowserContext, page: Page, options: PersonOptions) {
    this.context = context;
    this.page = page;
    this.options = options;
    context.on("request", (request) => this.hosts.add(new URL(request.url()).host));
    context.on("weberror", (error) => this.failures.push(String(error.error())));
    // What the page's policy refused, in its workers too.
    context.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) this.failures.push(message.text().slice(-200));
    });
  }

  static async arrive(browser: Browser, url = "about:blank", options: PersonOptions = {}): Promise<Person> {
    const { name, dark = false } = options;
    const context = await browser.newContext({
      ...shapeOf(options),
      colorScheme: dark ? "dark" : "light",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    context.setDefaultTimeout(PATIENCE_MS);
    // Not on about:blank, which has no storage.
    await context.addInitScript((own) => {
      if (own && location.protocol !== "about:") localStorage["tandem.name"] ??= own;
    }, name);
    const person = new Person(context, await context.newPage(), options);
    await person.page.goto(url);
    return person;
  }

  /** Goes to a room and waits until the editor shows it. */
  async enter(url: string): Promise<this> {
    if (this.page.url() !== url) await this.page.goto(url);
    return this.inRoom();
  }

  async inRoom(): Promise<this> {
    await this.page.waitForSelector(".monaco-editor .view-lines, .cm-editor .cm-content");
    return this;
  }

  /** In a new tab, after the former one has been closed or has crashed. */
  async reopen(url: string): Promise<void> {
    this.page = await this.context.newPage();
    await this.enter(url);
  }

  /** Leaves room and tabs, and forgets everything but what the browser may keep of the app itself. */
  async leave(appUrl: string): Promise<void> {
    await this.context.setOffline(false);
    const [first, ...others] = this.context.pages();
    await Promise.all(others.map((page) => page.close()));
    this.page = first ?? (await this.context.newPage());
    const { viewport } = shapeOf(this.options);
    if (this.page.viewportSize()?.height !== viewport.height || this.page.viewportSize()?.width !== viewport.width)
      await this.page.setViewportSize(viewport);
    const elsewhere = [...this.hosts]
      .filter(Boolean)
      .map((host) => `http://${host}`)
      .filter((origin) => origin !== appUrl);
    for (const origin of [...elsewhere, appUrl]) {
      // Something of the app that is no page. Where nobody answers any more, nothing is read again.
      const there = await this.page.goto(`${origin}/favicon.svg`).catch(() => null);
      if (!there) continue;
      await this.page.evaluate(async () => {
        localStorage.clear();
        sessionStorage.clear();
        const gone = ({ name = "" }: IDBDatabaseInfo) =>
          new Promise((resolve, reject) => {
            Object.assign(indexedDB.deleteDatabase(name), { onsuccess: resolve, onerror: reject });
          });
        await Promise.all((await indexedDB.databases()).map(gone));
      });
    }
    this.hosts.clear();
  }

  /** The text on the screen; these tests keep it short enough to fit. */
  text(): Promise<string> {
    return this.page.evaluate(() => {
      // On a phone: CodeMirror's lines, without what stands among them and is no text.
      if (document.querySelector(".cm-content")) {
        const content = document.querySelector(".cm-content")!.cloneNode(true) as HTMLElement;
        for (const widget of content.querySelectorAll(".touch-ghost, .cm-placeholder")) widget.remove();
        return [...content.querySelectorAll(".cm-line")].map(({ textContent }) => textContent).join("\n");
      }
      const top = (line: Element): number => Number.parseFloat((line as HTMLElement).style.top);
      const lines = [...document.querySelectorAll(".view-lines .view-line")].toSorted((a, b) => top(a) - top(b));
      return lines.map((line) => line.textContent?.replaceAll("\u00A0", " ") ?? "").join("\n");
    });
  }

  status(): Promise<string> {
    return this.page.locator(".top-bar .status").innerText();
  }

  sees(text: string): Promise<void> {
    return expect.poll(() => this.text(), { timeout: PATIENCE_MS }).toBe(text);
  }

  reads(status: string | RegExp): Promise<void> {
    return expect.poll(() => this.status(), { timeout: PATIENCE_MS }).toMatch(status);
  }

  /** Puts the caret at a place, both counted from 1, as a keyboard does. */
  async goTo(line: number, column: number | "end"): Promise<void> {
    await this.press("Control+Home");
    for (let i = 1; i < line; i++) await this.press("ArrowDown");
    if (column === "end") await this.press("End");
    else for (let i = 1; i < column; i++) await this.press("ArrowRight");
  }

  press(keys: string): Promise<void> {
    return this.page.keyboard.press(keys);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** What axe finds serious or critical on the page as it stands. */
  async faults(options: axe.RunOptions = {}): Promise<string[]> {
    await this.page.evaluate(await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
    return this.page.evaluate(
      async (given) => {
        // What is on its way in is paler than it will be; what moves without end is as it will be.
        const arriving = document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
        await Promise.allSettled(arriving.map(({ finished }) => finished));
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(given);
        return violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
      },
      { resultTypes: ["violations"], ...options } satisfies axe.RunOptions,
    );
  }

  /** Into test/artefacts, for whoever wants to look: PHOTOGRAPHS=1. */
  async photograph(name: string): Promise<void> {
    if (!process.env["PHOTOGRAPHS"]) return;
    await mkdir(artefacts, { recursive: true });
    await this.page.screenshot({ path: join(artefacts, `${name}.png`) });
  }
}

export type NewRoom = BodyOf<"POST /rooms">;
export type Room = RoomAnswer;

export async function makeRoom(appUrl: string, room: NewRoom = {}): Promise<{ id: string; url: string }> {
  const { roomId } = await apiAt(appUrl)("POST /rooms", { body: { language: "plaintext", ...room } });
  return { id: roomId, url: `${appUrl}/r/${roomId}` };
}

export async function roomNow(appUrl: string, id: string): Promise<Room> {
  return apiAt(appUrl)("GET /rooms/{roomId}", { params: { roomId: id } });
}

/** Waits for something that is not on one person's screen. */
export function eventually<T>(look: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: PATIENCE_MS });
}
