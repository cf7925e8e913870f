// What a room's engine is told and what it answers, and the state that it does this on.
import type { Attention } from "#collab/attention";
import type { LoggedEdit } from "#collab/edit-log";
import type { Carets } from "#collab/presence";
import type { Project } from "#collab/project";
import type { KeptThread, TalkReply, TalkState } from "#collab/room-talk";
import type { KeptRun, RunnerStep, RunReply, RunsEvent } from "#collab/run-events";
import type { LanguageId } from "#protocol/languages";
import type { FileEntry, FileId, FileWish } from "#protocol/project";
import type { Role } from "#protocol/role";
import type { RunMessage, RunTranscriptEntry } from "#protocol/room-run";
import type { ClientMessage, RefusalCode, RoomMessage } from "#protocol/socket";
import type { Message } from "#protocol/talk";

export type ConnectionId = string;

/** What the room remembers of somebody: `key` is undefined for whoever gave no client id and cannot resume. */
export type RoomMember = {
  user: number;
  key: string | undefined;
  name: string;
  sequence: number;
  sequenceVersion: number;
};

/** Everything about a room that survives it, but for its log. */
export type RoomState = {
  roomId: string;
  viewId: string;
  /** Names this life of the log. A room reborn from a checkpoint gets another, and old `since` values mean nothing in it. */
  epoch: string;
  version: number;
  project: Project;
  /** The main file's. */
  language: LanguageId;
  title: string;
  /** The number of the next new member; numbers count arrivals from 1. 0 signs edits that came by REST. */
  nextUser: number;
  members: RoomMember[];
  /** Undefined until somebody says something. */
  talk?: TalkState | undefined;
};

/** What a join brings along. `key` stands for the secret client id; the door has checked the role. */
export type Join = {
  role: Role;
  name?: string | undefined;
  key?: string | undefined;
  since?: number | undefined;
  epoch?: string | undefined;
  wholeTexts: boolean;
  withText: boolean;
  /** Nothing of the joining client is unconfirmed, so that it need not know one missed edit from the other. */
  settled: boolean;
  /** The client knows of other files than the main one. */
  project: boolean;
  /** The files whose texts it has, or wants, besides the main one's. */
  open?: readonly FileId[] | undefined;
};

/** The part of a connection that must survive the room's memory: enough to take it up again after hibernation. */
export type Attachment = {
  user: number;
  /** A viewer's, whom the room stores nowhere else. */
  key?: string;
  role: Role;
  name: string;
  wholeTexts: boolean;
  project?: boolean;
  attention?: Attention;
  /** Carets, the file they are in, and the version they were given at. */
  carets?: Carets;
  caretsFile?: FileId;
  caretsVersion?: number;
};

/** What the room would not do; `detail` is for people who read logs. */
export type Refusal = { refused: RefusalCode; detail: string };

/** The text that a request from outside led to. */
export type Reply = { code: string; version: number } | Refusal;

/** The files that a request from outside led to. */
export type FilesReply = { version: number; files: readonly FileEntry[] } | Refusal;

/** A new run's name, and now in ISO 8601. */
export type Beginning = { run: string; startedAt: string };

/** A request from outside. `key` stands for the client id that it says, as in a join; of a member's the edits tell whose they are. */
export type Outside = { request: ConnectionId; key?: string | undefined; time: number };

export type RoomEvent =
  | { type: "joined"; from: ConnectionId; join: Join }
  | { type: "resumed"; from: ConnectionId; attachment: Attachment }
  /** `beginning` comes with a message that begins a run. */
  | { type: "message"; from: ConnectionId; message: ClientMessage; time: number; beginning?: Beginning }
  | { type: "left"; from: ConnectionId }
  | (Outside & {
      type: "text_replaced";
      code: string;
      version?: number;
      language?: LanguageId;
      /** The main one unless it is said. */
      file?: FileId;
    })
  /** `texts`: what files that are there are to say; made from `version`, or from the present. */
  | (Outside & {
      type: "files_wished";
      wishes: readonly FileWish[];
      texts?: readonly { file: FileId; text: string }[];
      version?: number;
    })
  /** The files are to be again as they were at `version`. */
  | (Outside & { type: "restored"; version: number })
  /** From outside, signed 0. */
  | {
      type: "run_requested";
      request: ConnectionId;
      stdin: string;
      file?: FileId | string;
      time: number;
      beginning: Beginning;
    }
  | { type: "run_typed"; request: ConnectionId; run: string; text: string; eof: boolean; time: number }
  | { type: "run_stopped"; request: ConnectionId; run: string; time: number }
  | { type: "said"; request: ConnectionId; text: string; thread?: number; name?: string; time: number }
  /** About the room's run, from whoever performs it. */
  | { type: "run"; event: RunsEvent }
  /** Everything up to `version` is durable and told. */
  | { type: "published"; version: number };

export type Effect =
  | { type: "append"; edit: LoggedEdit }
  | { type: "save_member"; member: Readonly<RoomMember> }
  | { type: "save_room"; language: LanguageId; title: string }
  | { type: "attach"; to: ConnectionId; attachment: Attachment }
  | { type: "send"; to: ConnectionId; message: RoomMessage }
  | { type: "broadcast"; to: readonly ConnectionId[]; except?: ConnectionId; message: RoomMessage }
  /** The whole text as it is when the effect is carried out; later ones to the same connection replace earlier ones. */
  | { type: "send_text"; to: ConnectionId; user: number }
  | { type: "close"; to: ConnectionId; code: number; reason: string }
  | { type: "reply"; to: ConnectionId; answer: Reply | FilesReply }
  | { type: "keep_run"; kept: KeptRun; entries: readonly RunTranscriptEntry[] }
  | { type: "tell_run"; to: readonly ConnectionId[]; message: RunMessage }
  | { type: "run_reply"; to: ConnectionId; answer: RunReply }
  | { type: "runner_step"; step: RunnerStep }
  | { type: "keep_message"; message: Message }
  | ({ type: "keep_thread" } & KeptThread)
  | { type: "talk_reply"; to: ConnectionId; answer: TalkReply };
