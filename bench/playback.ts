// How the history page plays and scrubs a long real history: frames and seeks in Chromium. The room is real and empty; what
// its API would tell of a history of 259,778 edits is told in its place, so that only the page is measured.
//
//   node --no-warnings bench/playback.ts
import type { EditRow } from "#web/history/past-edits";
import { noRunner, startApp } from "#test/app";
import { launchBrowser, makeRoom } from "#test/browser";
import { paperTrace } from "./traces.ts";

const PLAY_MS = 8_000;
const SEEKS = 200;
/** Somebody types so fast; the trace has no times of its own. */
const EDIT_MS = 120;

const trace = paperTrace();
if (!trace) throw new Error("The trace is not there; see TRACES_DIR in the README");
const begun = Date.UTC(2026, 0, 1);
const rows = trace.txns
  .flatMap(({ patches }) => patches)
  .map(([at, removed, text], i): EditRow => {
    return [i + 1, 1 + (Math.floor(i / 3_000) % 3), i + 1, begun + i * EDIT_MS, 0, [[at, at + removed, text]]];
  });
const texts = textsAt();

/** The text at each stretch's beginning, as the room would tell it. */
function textsAt(): Map<number, string> {
  const found = new Map<number, string>();
  let text = "";
  for (const [i, row] of rows.entries()) {
    if (i % 4_096 === 0) found.set(i, text);
    const [[start, end, inserted]] = row[5] as [[number, number, string]];
    text = text.slice(0, start) + inserted + text.slice(end);
    if (i % 256 === 0) text = JSON.parse(JSON.stringify(text)) as string; // flat again: slices of slices grow slow
  }
  return found;
}

const app = await startApp({ env: noRunner });
const browser = await launchBrowser();
try {
  const { id } = await makeRoom(app.url, { title: "automerge-paper" });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.route(`**/rooms/${id}/**`, async (route) => {
    const { pathname, searchParams } = new URL(route.request().url());
    const rest = pathname.split(`/${id}`)[1];
    const after = Number(searchParams.get("after"));
    if (rest === "/edits")
      return route.fulfill({ json: { after, edits: rows.slice(after, after + Number(searchParams.get("limit"))) } });
    if (rest === "/files") {
      const version = Number(searchParams.get("at")?.slice(1));
      const text = texts.get(version);
      return route.fulfill({ json: { version, files: [{ file: 0, path: "main.txt", kind: "text", text }] } });
    }
    if (rest === "/history") {
      const people = [1, 2, 3].map((user) => ({ user, name: `Author ${user}` }));
      return route.fulfill({ json: { version: rows.length, begun, last: begun, people, marks: [], runs: [] } });
    }
    return route.fallback();
  });
  const began = performance.now();
  await page.goto(`${app.url}/r/${id}/history?at=v130000`);
  await page.waitForFunction(() => document.querySelector(".view-lines")?.textContent !== "");
  console.log(
    `${rows.length} edits; opened at v130000 after ${Math.round(performance.now() - began)} ms, page and all`,
  );

  for (const speed of ["8", "64"]) {
    await page.selectOption("[aria-label=Speed]", speed);
    await page.click("[aria-label=Play]");
    const gaps = await page.evaluate(
      (ms) =>
        new Promise<number[]>((resolve) => {
          const found: number[] = [];
          let last = performance.now();
          const end = last + ms;
          const frame = (now: number) => {
            found.push(now - last);
            last = now;
            if (now < end) requestAnimationFrame(frame);
            else resolve(found.slice(1));
          };
          requestAnimationFrame(frame);
        }),
      PLAY_MS,
    );
    const version = await page.locator(".transport-when").innerText();
    await page.click("[aria-label=Pause]");
    const late = gaps.filter((gap) => gap > 25).length;
    console.log(
      `${speed}×: ${Math.round(gaps.length / (PLAY_MS / 1000))} frames/s, median ${quantile(gaps, 0.5)} ms, p95 ${quantile(gaps, 0.95)} ms, ${late} of ${gaps.length} late; came to ${version.split("\n")[0]}`,
    );
  }

  const seeks = await page.evaluate(
    async ([count, newest]) => {
      const slider = document.querySelector<HTMLInputElement>(".timeline-slider")!;
      const took: number[] = [];
      for (let i = 0; i < count!; i++) {
        const version = Math.floor(newest! * (0.5 + 0.08 * Math.sin(i * 0.7)));
        const start = performance.now();
        slider.value = String(version);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        took.push(performance.now() - start);
      }
      return took;
    },
    [SEEKS, rows.length],
  );
  console.log(`scrubbing: until the next frame median ${quantile(seeks, 0.5)} ms, p95 ${quantile(seeks, 0.95)} ms`);
} finally {
  await browser.close();
  await app.stop();
}

function quantile(values: readonly number[], share: number): number {
  const ordered = values.toSorted((a, b) => a - b);
  return Math.round((ordered[Math.floor((ordered.length - 1) * share)] ?? 0) * 10) / 10;
}
