// What the runner is asked for a room: the program, and all other files of the project as they lie beside it.
import type { ProjectFile } from "#collab/project";
import type { RunAsk } from "#collab/run-events";
import type { Refusal } from "#collab/room-events";
import { RUN_BODY_BYTES_MAX } from "#protocol/limits";
import type { RunFile, RunRequest } from "#protocol/run";

export type AskedRun = Pick<RunAsk, "run" | "file" | "files" | "stdin">;

/** All of a request but what the runner calls the language. */
export type RunProgram = Omit<RunRequest, "language">;

/** `bytesOf` throws when an asset cannot be had now, and tells nothing of one that never was there. */
export async function programOf(
  { run, file, files, stdin }: AskedRun,
  outputBytes: number,
  bytesOf: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<RunProgram | Refusal> {
  const main = files.find(({ entry }) => entry.file === file);
  if (!main) return { refused: "unknown_file", detail: "The file is not there any more" };
  if (leastBytes(files) > RUN_BODY_BYTES_MAX) return tooLarge;
  const others: RunFile[] = [];
  for (const other of files) if (other !== main) others.push(await runFile(other, bytesOf));
  const program: RunProgram = {
    id: run,
    interactive: true,
    code: textOf(main),
    path: main.entry.path,
    files: others,
    stdin,
    limits: { outputBytes },
  };
  return isTooLarge(program) ? tooLarge : program;
}

const tooLarge: Refusal = {
  refused: "too_large",
  detail: `What runs has at most ${RUN_BODY_BYTES_MAX / 1e6} MB together with the files beside it, and this project has more`,
};

async function runFile(
  file: ProjectFile,
  bytesOf: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<RunFile> {
  const { path, kind, asset } = file.entry;
  switch (kind) {
    case "text":
      return { path, content: textOf(file) };
    case "folder":
      return { path, folder: true };
    case "asset": {
      const bytes = asset && (await bytesOf(asset.hash));
      if (!bytes) throw new Error(`The room does not have the bytes of file ${file.entry.file}`);
      return { path, base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64") };
    }
  }
}

const textOf = ({ entry, text }: ProjectFile) =>
  entry.eol === "crlf" ? text.sliceString(0, text.length, "\r\n") : text.toString();

/** What they have at least in a request: known before anything of it is made. */
const leastBytes = (files: readonly ProjectFile[]) =>
  files.reduce((sum, { entry, text }) => sum + text.length + ((entry.asset?.size ?? 0) * 4) / 3, 0);

function isTooLarge(program: RunProgram): boolean {
  // Its language and the runner's name for it come on top.
  const most = RUN_BODY_BYTES_MAX - 200;
  const body = JSON.stringify(program);
  return body.length > most || (body.length * 3 > most && Buffer.byteLength(body) > most);
}
