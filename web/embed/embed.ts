// A room in another site's page: to be read only, as it is or as it was. Small, and without an editor.
//
//   /e/{viewId}?file=main.py&at=v12&theme=dark&run={runId}
//
// Whoever looks at it is no member of the room: it asks, instead of joining.
import "#web/style/tokens.css";
import "#web/history/light-code.css";
import "./embed.css";
import { ApiProblem } from "#client/api";
import { languageOfPath } from "#protocol/languages";
import { api } from "#web/api";
import { LightCode } from "#web/history/light-code";

/** How often it asks for what is new: while something changes, and at last when nothing does. */
const SOON_MS = 1_500;
const LATE_MS = 20_000;
/** Of a run's output. */
const OUTPUT_LENGTH_MAX = 20_000;

const id = decoded(location.pathname.split("/")[2] ?? "");
const asked = new URLSearchParams(location.search);
const at = asked.get("at") ?? undefined;
const theme = asked.get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;

/** They are not shown here. */
const terminalColors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, "g");

const part = (name: string): HTMLElement => {
  const found = document.getElementById(name);
  if (!found) throw new Error(`The page has no ${name}`);
  return found;
};
const params = { roomId: id };
const code = new LightCode(part("code"));
let version = -1;
let wait = SOON_MS;

async function show(): Promise<void> {
  const room = await api("GET /rooms/{roomId}", { params, query: { at } });
  if (room.role === "editor") return refuse();
  const isNews = room.version !== version;
  wait = isNews ? SOON_MS : Math.min(LATE_MS, wait * 1.5);
  if (!isNews) return;
  version = room.version;
  const path = asked.get("file") ?? room.files.find(({ file }) => file === 0)?.path ?? "";
  const entry = room.files.find((one) => one.path === path);
  if (!entry) return say("There is no such file", `${path} is not in this room${at ? ` at ${at}` : ""}.`);
  const query = { at: `v${version}` };
  const text =
    entry.file === 0
      ? room.code
      : await api("GET /rooms/{roomId}/files/{path}", { params: { ...params, path }, query });
  part("title").textContent = room.title || "Untitled room";
  part("path").textContent = path;
  part("when").textContent = at ? `as it was at v${version}` : "live";
  document.title = `${path} · ${room.title || "Tandem"}`;
  const link = part("open") as HTMLAnchorElement;
  link.href = at ? `/r/${id}/history?at=v${version}` : `/r/${id}`;
  link.hidden = false;
  code.show(String(text), entry.file === 0 ? room.language : (entry.language ?? languageOfPath(path)));
  part("code").hidden = false;
  part("said").hidden = true;
}

async function showRun(runId: string): Promise<void> {
  const run = await api("GET /rooms/{roomId}/runs/{runId}", { params: { ...params, runId } });
  const output = run.events.map((event) => (event.type === "run_output" ? event.text : "")).join("");
  part("output").textContent = output.replaceAll(terminalColors, "").slice(-OUTPUT_LENGTH_MAX) || "No output";
  part("output").hidden = false;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // with a stray percent sign it names no room, which is said
  }
}

function refuse(): void {
  say(
    "This link can edit the room",
    "Whoever sees a page can see the addresses in it: an embed takes only the link “only to watch”. Copy the embed from Share in the room, which has the right one.",
  );
  wait = 0;
}

function say(title: string, text: string): void {
  part("code").hidden = true;
  part("said").hidden = false;
  part("said-title").textContent = title;
  part("said-text").textContent = text;
}

async function follow(): Promise<void> {
  try {
    if (!document.hidden) await show();
  } catch (error) {
    const isUnknown = error instanceof ApiProblem && [404, 422].includes(error.status);
    if (version < 0 || isUnknown)
      say(
        isUnknown ? "There is nothing here to show" : "The room cannot be reached",
        isUnknown ? "The room or this version of it does not exist." : "This page goes on trying.",
      );
    if (isUnknown) return;
    wait = LATE_MS / 2;
  }
  if (at === undefined || version < 0) if (wait > 0) setTimeout(() => void follow(), wait);
}

void follow().then(() => {
  const run = asked.get("run");
  if (run && version >= 0) return showRun(run).catch(() => {}); // the code is there without it
  return undefined;
});
