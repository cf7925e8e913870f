// `npm run bench -- --only project`: opening a project of 300 files beside a room of one, through the app as `npm start`
// runs it; and what its history takes when ten people type in files of their own, beside the same edits one file at a time.
import { ChangeSet } from "@codemirror/state";
import { rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { apiAt } from "#client/api";
import { textOf } from "#collab/changes";
import type { Output } from "#collab/client-output";
import { RoomClient } from "#collab/room-client";
import { MAIN_FILE } from "#protocol/project";
import { roomFrame } from "#protocol/socket";
import { noRunner, startApp } from "#test/app";
import { ownFiles, type ProjectFiles, zipOf } from "#test/project-files";
import { MeasuredSocket } from "./measured-socket.ts";
import { type Patch, type Sizes, startPast } from "./past.ts";
import { within } from "./peers/peer.ts";
import { paperTrace } from "./traces.ts";
import { median } from "./typing.ts";

const FILES = 300;
const OPENINGS = 15;
const RESTARTS = 3;
const TYPED_FILES = 10;
/** Edits in one request: half of a chunk of the log (party/stored-log.ts), so that none is open where sizes are taken. */
const BATCH = 2_048;
const EDITS = TYPED_FILES * 2 * BATCH;

export async function measureProject(): Promise<void> {
  const project = someOf(ownFiles(), FILES);
  await measureOpening(project);
  await measureHistory(project);
}

/** Texts from all over this repository, as many. */
function someOf(files: ProjectFiles, count: number): Map<string, Uint8Array> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const isText = (body: Uint8Array) => {
    try {
      return !decoder.decode(body).includes("\0") && body.length < 200_000;
    } catch {
      return false; // bytes that are none
    }
  };
  const texts = [...files].flatMap(([path, body]): [string, Uint8Array][] =>
    body && isText(body) ? [[path, body]] : [],
  );
  return new Map(Array.from({ length: count }, (_, i) => texts[Math.floor((i * texts.length) / count)]!));
}

// --- opening ---

type Opening = { ms: number; raw: number; wire: number };
type Asked = { title: string; roomId: string; path: string | undefined };

async function measureOpening(project: Map<string, Uint8Array>): Promise<void> {
  const dataDir = join(import.meta.dirname, ".data", String(process.pid), "project");
  let app = await startApp({ dataDir, env: noRunner });
  try {
    const api = apiAt(app.url);
    const newRoom = async () => (await api("POST /rooms")).roomId;
    const [one, many, first] = [await newRoom(), await newRoom(), await newRoom()];
    const put = async (files: ProjectFiles, roomId: string) =>
      api("POST /rooms/{roomId}/zip", { params: { roomId }, body: await zipOf(files) });
    const start = performance.now();
    await put(project, many);
    const taken = performance.now() - start;
    const [[path, body] = ["", new Uint8Array()]] = [...project].slice(-1);
    await put(new Map([[path, body]]), one); // an empty room's main file becomes it
    const asked: Asked[] = [
      { title: "one file", roomId: one, path: undefined },
      { title: `${FILES} files, the main one`, roomId: many, path: undefined },
      { title: `${FILES} files, another`, roomId: many, path },
    ];
    // Somebody is always in, or a room that is left would be saved while the next one is opened.
    const present = [one, many].map((roomId) => new MeasuredSocket(`${app.wsUrl}/ws/${roomId}`));
    const warm = new Map<Asked, Opening[]>(asked.map((each) => [each, []]));
    // In turns, so that what changes on the machine meanwhile changes for all.
    for (let i = 0; i < OPENINGS; i++) for (const each of asked) warm.get(each)!.push(await opened(app.wsUrl, each));
    const bytesOf = async (what: string) =>
      kilobytes((await (await fetch(`${app.url}/rooms/${many}/${what}`)).arrayBuffer()).byteLength);
    const http = `list ${await bytesOf("files")}, with texts ${await bytesOf("files?texts=1")}, zip ${await bytesOf("zip")}`;
    for (const socket of present) socket.terminate();
    const cold = new Map<Asked, number[]>([asked[0]!, asked[2]!].map((each) => [each, []]));
    for (let i = 0; i < RESTARTS; i++) {
      await app.kill();
      app = await startApp({ dataDir, env: noRunner });
      await opened(app.wsUrl, { title: "", roomId: first, path: undefined }); // what every first room of a runtime pays
      for (const [each, times] of cold) times.push((await opened(app.wsUrl, each)).ms);
    }
    const size = [...project.values()].reduce((sum, { length }) => sum + length, 0);
    const ms = (each: Asked) => median(warm.get(each)!.map((opening) => opening.ms));
    const ratio = (each: Asked) => (ms(each) / ms(asked[0]!)).toFixed(1);
    console.log(`project: ${project.size} files, ${kilobytes(size)}; taken in as a zip file in ${taken.toFixed(0)} ms`);
    console.log("  opening, from the socket to the first acknowledged edit; medians, in workerd through the app");
    for (const each of asked) {
      const bytes = (of: "raw" | "wire") => kilobytes(median(warm.get(each)!.map((opening) => opening[of])));
      const restarted = cold.has(each) ? `, after a restart ${median(cold.get(each)!).toFixed(0)} ms` : "";
      console.log(
        `  ${each.title.padEnd(26)} ${ms(each).toFixed(1)} ms (x ${ratio(each)})${restarted}; ` +
          `over the socket ${bytes("raw")}, as it travels ${bytes("wire")} with the handshake`,
      );
    }
    console.log(`  over HTTP, when asked for  ${http}`);
  } finally {
    await app.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Somebody new joins, opens a file, types a key, and has it acknowledged. */
async function opened(url: string, { roomId, path }: Asked): Promise<Opening> {
  const client = new RoomClient(crypto.randomUUID());
  MeasuredSocket.deflate = true;
  const start = performance.now();
  const socket = new MeasuredSocket(`${url}/ws/${roomId}?${new URLSearchParams(client.joinQuery())}`);
  let line: Socket | undefined;
  socket.once("upgrade", (answer: IncomingMessage) => (line = answer.socket));
  try {
    return await within("an opening", (done: (opening: Opening) => void) => {
      let file = path === undefined ? MAIN_FILE : undefined;
      let typed = false;
      const perform = (outputs: Output[]) => {
        for (const output of outputs) if (output.type === "send") socket.send(JSON.stringify(output.message));
      };
      socket.on("message", (frame: Buffer) => {
        for (const message of roomFrame.parse(JSON.parse(frame.toString()))) perform(client.received(message));
        if (file === undefined) {
          ({ file } = [...client.files.values()].find((entry) => entry.path === path)!);
          perform(client.openFile(file));
        }
        const text = client.textOf(file);
        if (text && !typed) {
          typed = true;
          perform(client.edited(ChangeSet.of({ from: 0, insert: textOf("x") }, text.length), 0, file));
        } else if (typed && client.unsent === 0) {
          done({ ms: performance.now() - start, raw: socket.traffic.down, wire: line?.bytesRead ?? Number.NaN });
        }
      });
    });
  } finally {
    socket.terminate();
  }
}

// --- history ---

async function measureHistory(project: Map<string, Uint8Array>): Promise<void> {
  const trace = paperTrace();
  if (!trace) return console.log("  history: NOT RUN, the recorded session is not in TRACES_DIR");
  // Ten places of the recorded session, a file each: its text there, and what was typed next.
  const session = trace.txns.flatMap(({ patches }) => patches);
  const each = EDITS / TYPED_FILES;
  const starts = Array.from({ length: TYPED_FILES }, (_, i) =>
    Math.floor((i * (session.length - each)) / (TYPED_FILES - 1)),
  );
  const texts: string[] = [];
  let text = "";
  for (const [at, [pos, deleted, inserted]] of session.entries()) {
    if (starts.includes(at)) texts.push(text);
    text = text.slice(0, pos) + inserted + text.slice(pos + deleted);
  }
  const typed = starts.map((start, file) =>
    session.slice(start, start + each).map(([pos, deleted, inserted]): Patch => [pos, deleted, inserted, file]),
  );
  const rest = [...project.values()].slice(TYPED_FILES).map((body) => new TextDecoder().decode(body));
  const ways = {
    "one file after the other": typed.flat(),
    "ten people, key by key": Array.from(
      { length: EDITS },
      (_, i) => typed[i % TYPED_FILES]![Math.floor(i / TYPED_FILES)]!,
    ),
  };
  console.log(`  history of ${EDITS} edits in ${TYPED_FILES} of ${FILES} files, per 1,000 edits`);
  for (const [way, patches] of Object.entries(ways)) {
    const past = await startPast("project-past");
    try {
      await past.ask("begin", JSON.stringify([...texts, ...rest]));
      let first = { edits: 0, sizes: await past.sizes() };
      for (let at = 0; at < patches.length; at += BATCH) {
        await past.ask("edits", JSON.stringify(patches.slice(at, at + BATCH)));
        // The first keyframe holds all texts, and once only: what grows is what comes after it.
        if (first.sizes.keyframes === 0) first = { edits: at + BATCH, sizes: await past.sizes() };
      }
      const last = await past.sizes();
      const thousands = (EDITS - first.edits) / 1_000;
      const grown = (what: keyof Sizes) => ((last[what] - first.sizes[what]) / thousands).toFixed(0);
      console.log(
        `  ${way.padEnd(26)} object: log ${grown("log")} B, keyframes ${grown("keyframes")} B; D1: log ${grown("library")} B; ` +
          `${grown("rows")} rows written; once: first keyframe ${kilobytes(first.sizes.keyframes)}, ` +
          `present state ${kilobytes(last.state)}`,
      );
    } finally {
      await past.stop();
    }
  }
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} KB`;
