// A runner that runs nothing: it speaks the runner's routes, and the program is the script of what it tells. For tests in
// workerd, where it stands behind every outgoing request. A line of the program is one step:
//
//   say TEXT, err TEXT   output          echo     waits for an input and says it
//   flood N              N times 16 KB   cut      breaks the line; goes on when somebody reads again
//   forget               breaks the line and knows nothing of the run any more
//   full                 has no place for it, at the start
//   who                  says by what name it was asked to run
//   given                says where it lies, and what lies beside it
//   exit N               ends with code N; without it the end is ok
import { setTimeout as wait } from "node:timers/promises";
import { REQUEST_HEADER } from "#protocol/log-entry";
import type { RunEvent, RunnerHealth, RunRequest, RunResult } from "#protocol/run";

const health: RunnerHealth = {
  status: "ok",
  tier: "script",
  slots: 1,
  running: 0,
  queued: 0,
  languages: [
    { id: "python", name: "Python", available: true, version: "3.11" },
    { id: "bash", name: "Bash", available: true },
    { id: "ruby", name: "Ruby", available: false, missing: "ruby" },
  ],
};

type Told = RunEvent extends infer Event ? (Event extends RunEvent ? Omit<Event, "n"> : never) : never;
const figures = { signal: null, cpuMs: 5, wallMs: 9, memoryKb: 1_000, truncated: false };

class Run {
  readonly events: RunEvent[] = [];
  readonly #steps: string[];
  readonly #inputs: string[];
  #waiting = false;
  #reader: { controller: ReadableStreamDefaultController<Uint8Array>; sent: number } | undefined;
  constructor(code: string, stdin: string) {
    this.#steps = code.split("\n");
    this.#inputs = stdin ? [stdin] : [];
    this.#tell({ type: "queued", position: 1 });
    this.#tell({ type: "started" });
  }
  get ended(): boolean {
    return this.events.at(-1)?.type === "ended";
  }
  #tell(event: Told): void {
    this.events.push({ ...event, n: this.events.length + 1 } as RunEvent);
    this.#send();
  }
  #send(): void {
    const reader = this.#reader;
    if (!reader) return;
    const lines = this.events.slice(reader.sent).map((event) => `${JSON.stringify(event)}\n`);
    reader.sent = this.events.length;
    if (lines.length > 0) reader.controller.enqueue(Buffer.from(lines.join("")));
    if (this.ended) this.leave((controller) => controller.close());
  }
  leave(how: (controller: ReadableStreamDefaultController<Uint8Array>) => void): void {
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) how(reader.controller);
  }
  read(after: number): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start: (controller) => {
        this.leave((old) => old.close());
        this.#reader = { controller, sent: after };
        this.#send();
        void this.#run();
      },
      cancel: () => (this.#reader = undefined),
    });
  }
  input(text: string): void {
    this.#inputs.push(text);
    void this.#run();
  }
  end(status: RunResult["status"], exitCode: number | null): void {
    if (!this.ended) this.#tell({ type: "ended", result: { ...figures, status, exitCode } });
  }
  async #run(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    while (!this.ended && this.#reader) {
      const [step = "exit 0"] = this.#steps;
      const [word, rest] = [step.split(" ")[0] ?? "", step.slice(step.indexOf(" ") + 1)];
      if (word === "echo" && this.#inputs.length === 0) break;
      this.#steps.shift();
      if (word === "say") this.#tell({ type: "output", stream: "stdout", text: rest });
      if (word === "err") this.#tell({ type: "output", stream: "stderr", text: rest });
      if (word === "echo") this.#tell({ type: "output", stream: "stdout", text: this.#inputs.shift() ?? "" });
      if (word === "exit") this.end(rest === "0" ? "ok" : "runtime_error", Number(rest));
      if (word === "cut" || word === "forget") {
        await wait(50); // what was sent arrives before the line breaks
        this.leave((controller) => controller.error(new Error("cut")));
      }
      if (word === "forget") runs.forEach((run, id) => run === this && runs.delete(id));
      for (let left = word === "flood" ? Number(rest) : 0; left > 0; left--) {
        this.#tell({ type: "output", stream: "stdout", text: `${"x".repeat(16_383)}\n` });
      }
    }
    this.#waiting = false;
  }
}

const runs = new Map<string, Run>();

export async function scriptedRunner(request: Request): Promise<Response> {
  const { pathname, searchParams, hostname } = new URL(request.url);
  if (hostname !== "runner.test") return new Response("There is no internet here", { status: 502 });
  if (pathname === "/health") return Response.json(health);
  if (request.headers.get("authorization") !== "Bearer token") return problem(401, "Who are you?");
  const [, , id = "", what] = pathname.split("/");
  const run = runs.get(id);
  if (pathname === "/execute") {
    const { code, stdin } = (await request.json()) as { code: string; stdin?: string };
    if (code === "full") return problem(429, "Full", { "retry-after": "7" });
    return Response.json({ ...figures, status: "ok", exitCode: 0, stdout: `${code}|${stdin ?? ""}`, stderr: "" });
  }
  if (pathname === "/runs") {
    const { id, code, path, files = [], stdin = "" } = (await request.json()) as RunRequest;
    if (code === "full") return problem(429, "Full", { "retry-after": "7" });
    if (runs.has(id)) return problem(409, "It runs");
    const script = code
      .replace(/^who$/, `say ${request.headers.get(REQUEST_HEADER)}`)
      .replace(/^given$/, () => `say ${JSON.stringify({ path, files })}`);
    const run = new Run(script, stdin);
    runs.set(id, run);
    return new Response(run.read(0));
  }
  if (!run) return problem(404, "No such run");
  if (what === "events") return new Response(run.read(Number(searchParams.get("after") ?? 0)));
  if (what === "input") {
    if (run.ended) return problem(409, "It has ended");
    run.input(((await request.json()) as { text: string }).text);
  } else run.end("cancelled", null);
  return new Response(null, { status: 204 });
}

function problem(status: number, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json({ type: "about:blank", title: "", status, detail }, { status, headers });
}
