// The player in a page that was saved: everything it plays is written in the page.
import { colorOf, LightCode } from "#web/history/light-code";
import { momentWords } from "#web/history/moment-words";
import { advance, SPEEDS, tracesOf } from "#web/history/pace";
import { Player } from "#web/history/player";
import { languageOfPath } from "#protocol/languages";
import { type Recording, unpacked } from "./recording";

const recording = JSON.parse(document.getElementById("recording")?.textContent ?? "") as Recording;
const rows = unpacked(recording);
const player = new Player(
  { edits: async (after, limit) => rows.slice(after, after + limit), files: async (version) => filesAt(version) },
  rows.length,
);

/** Of stretches that are played from their beginning only the first one needs any. */
function filesAt(version: number): Recording["files"] {
  if (version === 0) return recording.files;
  const files = player.at(version);
  return [...(files?.values() ?? [])].map(({ entry, text }) => ({ ...entry, text: text.toString() }));
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const place = element("pre", { tabIndex: 0, ariaLabel: "Code" });
const code = new LightCode(place);
const files = element("select", { ariaLabel: "File" });
const slider = element("input", {
  type: "range",
  ariaLabel: "Version",
  min: "0",
  max: String(rows.length),
  value: "0",
});
const play = element("button", { type: "button", className: "play", textContent: "Play" });
const speed = element(
  "select",
  { ariaLabel: "Speed" },
  ...SPEEDS.map((one) => element("option", { value: String(one) }, `${one}×`)),
);
speed.value = "4";
const skips = element("input", { type: "checkbox", checked: true });
const when = element("p", { className: "when" });
const people = element(
  "ul",
  { className: "people" },
  ...recording.people.map(({ user, name }) => {
    const dot = element("i");
    dot.style.background = `var(--person-${colorOf(user)})`;
    return element("li", {}, dot, name);
  }),
);
const marks = element("select", { ariaLabel: "Named versions" }, element("option", { value: "" }, "Versions"));
for (const { version, words } of recording.marks)
  marks.append(element("option", { value: String(version - recording.base) }, `v${version} · ${words}`));
document.body.append(
  element("header", {}, element("h1", { textContent: recording.title }), people, files),
  element("main", {}, place),
  element(
    "footer",
    {},
    slider,
    element(
      "div",
      { className: "line" },
      play,
      when,
      ...(recording.marks.length > 0 ? [marks] : []),
      speed,
      element("label", {}, skips, " Skip pauses"),
    ),
  ),
);

let version = 0;
let left = 0;
let file = 0;
let frame = 0;
let paths = "";
const isPlaying = () => frame !== 0;
const nameOf = (user: number) =>
  user === 0 ? "somebody from outside" : (recording.people.find((one) => one.user === user)?.name ?? `person ${user}`);

function draw(from = version - 1): void {
  const shown = player.at(version);
  if (!shown) return;
  const edited = player.editsAt(version)?.file(version);
  if (isPlaying() && edited !== undefined) file = edited;
  if (!shown.get(file) || shown.get(file)?.entry.deleted) file = 0;
  const entries = [...shown.values()].map(({ entry }) => entry).filter((one) => !one.deleted && one.kind === "text");
  const all = entries.map((entry) => `${entry.file} ${entry.path}`).join("\n");
  if (all !== paths) {
    paths = all;
    files.replaceChildren(...entries.map((entry) => element("option", { value: String(entry.file) }, entry.path)));
  }
  files.value = String(file);
  const found = shown.get(file);
  const language = file === 0 ? recording.language : (found?.entry.language ?? languageOfPath(found?.entry.path ?? ""));
  const traces = version > 0 ? tracesOf(player, Math.max(0, from), version, file) : [];
  code.show(found?.text.toString() ?? "", language);
  code.paint("trace", traces);
  const last = traces.at(-1);
  if (last && isPlaying()) code.reveal(last.to);
  slider.value = String(version);
  const time = player.timeAt(version);
  const told =
    version > 0 && time !== undefined
      ? ` · ${momentWords(time, Date.now())} · ${nameOf(player.userAt(version) ?? 0)}`
      : "";
  when.textContent = `v${recording.base + version}${told}`;
  slider.ariaValueText = when.textContent;
}

async function seek(next: number): Promise<void> {
  left = 0;
  version = Math.max(0, Math.min(rows.length, next));
  // In order: the files that a stretch begins with are those that the one before ends with.
  for (let at = 1; at < version; at += 2_048) await player.load(at);
  await player.load(version);
  draw();
}

function pause(): void {
  cancelAnimationFrame(frame);
  frame = 0;
  play.textContent = "Play";
}

function start(): void {
  play.textContent = "Pause";
  let last = performance.now();
  const next = (now: number): void => {
    frame = requestAnimationFrame(next);
    const before = version;
    const ms = Math.min(100, now - last);
    last = now;
    const pace = { speed: Number(speed.value), skipsPauses: skips.checked };
    const ahead = advance(player, { version, left }, ms, pace);
    ({ version, left } = ahead);
    if (ahead.waits) void player.load(version + 1);
    if (version !== before) draw(before);
    if (version >= rows.length) pause();
  };
  frame = requestAnimationFrame(next);
}
async function toggle(): Promise<void> {
  if (isPlaying()) return pause();
  if (version >= rows.length) await seek(0);
  start();
}

play.addEventListener("click", () => void toggle());
slider.addEventListener("input", () => {
  pause();
  void seek(Number(slider.value));
});
marks.addEventListener("change", () => {
  pause();
  if (marks.value !== "") void seek(Number(marks.value));
});
files.addEventListener("change", () => {
  file = Number(files.value);
  draw();
});
document.addEventListener("keydown", (event) => {
  const isControl = event.target instanceof Element && event.target.closest("button, select, input:not([type=range])");
  if (event.key !== " " || isControl) return;
  event.preventDefault();
  void toggle();
});
void seek(0);
