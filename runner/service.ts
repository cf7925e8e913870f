// A runner as a process of its own, as the app or the image starts it, for tests and benchmarks.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  type ExecuteAnswer,
  type ExecuteBody,
  executeAnswer,
  type RunEvent,
  type RunnerHealth,
  type RunRequest,
  runEvent,
  runnerHealth,
} from "#protocol/run";

export type Service = {
  url: string;
  token: string;
  pid: number;
  /** With the token. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  health(): Promise<RunnerHealth>;
  /** One figure of /metrics. */
  metric(name: string): Promise<number>;
  execute(body: ExecuteBody, signal?: AbortSignal): Promise<ExecuteAnswer>;
  /** Starts a run and reads its events; leaving the loop cuts the line. */
  run(request: Partial<RunRequest> & { language: string; code: string }): RunStream;
  resume(id: string, after: number): AsyncGenerator<RunEvent>;
  input(id: string, text: string, eof?: boolean): Promise<Response>;
  /** Sends a signal and waits until the process is gone. Tells its exit code. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
};

export type RunStream = { id: string; events: AsyncGenerator<RunEvent> };

export async function startService(env: Record<string, string> = {}): Promise<Service> {
  const token = randomUUID();
  const child = spawn(
    process.execPath,
    ["--no-warnings", "--max-semi-space-size=2", join(import.meta.dirname, "main.ts")],
    {
      env: { PATH: process.env["PATH"], RUNNER_TOKEN: token, RUNNER_PORT: "0", RUNNER_LOG_LEVEL: "error", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const gone = once(child, "exit");
  const ready = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const url = /^Runner is ready at (\S+)$/.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    await gone;
    throw new Error(`The runner ended (${child.exitCode ?? child.signalCode}) before it was ready`);
  })();
  const url = await ready;

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, { ...init, headers: { authorization: `Bearer ${token}` } });
  const post = (path: string, body: unknown, init: RequestInit = {}): Promise<Response> =>
    ask(path, { ...init, method: "POST", body: JSON.stringify(body) });
  const resume = async function* (id: string, after: number): AsyncGenerator<RunEvent> {
    yield* eventsOf(await ask(`/runs/${id}/events?after=${after}`));
  };
  return {
    url,
    token,
    pid: child.pid!,
    ask,
    health: async () => runnerHealth.parse(await (await ask("/health")).json()),
    metric: async (name) => {
      const text = await (await ask("/metrics")).text();
      return Number(
        text
          .split("\n")
          .find((line) => line.startsWith(`${name} `))!
          .split(" ")[1],
      );
    },
    execute: async (body, signal) => {
      const answer = await post("/execute", body, signal && { signal });
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      return executeAnswer.parse(await answer.json());
    },
    run: (request) => {
      const id = randomUUID();
      const events = async function* (): AsyncGenerator<RunEvent> {
        yield* eventsOf(await post("/runs", { id, ...request }));
      };
      return { id, events: events() };
    },
    resume,
    input: (id, text, eof) => post(`/runs/${id}/input`, { text, ...(eof !== undefined && { eof }) }),
    kill: async (signal = "SIGTERM") => {
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

async function* eventsOf(answer: Response): AsyncGenerator<RunEvent> {
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  let rest = "";
  for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const value = JSON.parse(line);
      if (value.type !== "beat") yield runEvent.parse(value);
    }
  }
}

/** The text of a stream of a run, out of its events. */
export function textOf(events: readonly RunEvent[], stream = "stdout"): string {
  return events.map((event) => (event.type === "output" && event.stream === stream ? event.text : "")).join("");
}
