// What the runs of a room are told and what they answer, and what of a run outlives the room's memory.
import type { ProjectFile } from "#collab/project";
import type { ConnectionId, Refusal } from "#collab/room-events";
import type { LanguageId } from "#protocol/languages";
import type { FileId } from "#protocol/project";
import type { RunHead, RunMessage, RunPhase, RunTranscriptEntry } from "#protocol/room-run";
import type { RunEvent, RunResult } from "#protocol/run";

/** Who asked for something: a socket in the room, or a request from outside. */
export type Asker = { type: "connection" | "request"; id: ConnectionId };

export type Person = { user: number; name: string };

/** What of a run outlives the room's memory, but for its transcript. */
export type KeptRun = {
  head: RunHead;
  phase: RunPhase;
  position?: number | undefined;
  n: number;
  /** The number of its last progress message. */
  progressAt: number;
  heard: number;
  /** The end of what it was given and of what was typed. */
  input: string;
  typed: number;
  inputEnded: boolean;
  /** Who was the first to stop it. */
  stoppedBy?: Person | undefined;
  /** How often the room's memory of it was rebuilt: messages after the last keep are then told again, numbered otherwise. */
  life: number;
  result?: RunResult | undefined;
};

export type RunAsk = {
  by: Asker;
  user: number;
  name: string;
  /** A new UUID. */
  run: string;
  version: number;
  language: LanguageId;
  /** The file that runs, and all that lie beside it. */
  file: FileId;
  files: readonly ProjectFile[];
  stdin: string;
  /** The same moment twice: ISO 8601, and ms. */
  startedAt: string;
  time: number;
};

export type RunsEvent =
  | { type: "asked"; ask: RunAsk }
  /** There is a runner for it; `language` is the runner's word. */
  | { type: "admitted"; run: string; language: string; time: number }
  | { type: "denied"; run: string; refusal: Refusal }
  | { type: "typed"; by: Asker; user: number; name: string; run: string; text: string; eof: boolean; time: number }
  | { type: "stopped"; by: Asker; user: number; name: string; run: string; time: number }
  | { type: "heard"; run: string; events: readonly RunEvent[]; time: number }
  /** The runner cannot be asked about it any more. */
  | { type: "lost"; run: string; detail: string; time: number }
  | { type: "input_lost"; by: Asker; run: string }
  /** Time has passed in which nothing was heard. */
  | { type: "due"; time: number };

/** What is to be done at the runner, once what came before is durable. */
export type RunnerStep =
  | ({ type: "check"; by: Asker } & Pick<RunAsk, "run" | "language" | "file" | "files" | "stdin">)
  /** What was checked. */
  | { type: "start"; run: string; language: string }
  | { type: "input"; run: string; text: string; eof: boolean; by: Asker }
  | { type: "stop"; run: string };

export type RunReply = { run: RunHead } | { done: true } | Refusal;

export type RunsEffect =
  | { type: "keep_run"; kept: KeptRun; entries: readonly RunTranscriptEntry[] }
  | { type: "tell_run"; message: RunMessage }
  | { type: "runner_step"; step: RunnerStep }
  | { type: "answer"; to: Asker; answer: RunReply };
