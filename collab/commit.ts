// What leaves the room together: the edits of one transaction, and after it the frames that tell of them.
import type { LoggedEdit } from "#collab/edit-log";
import type { Attachment, ConnectionId, Effect, FilesReply, Reply, RoomMember, RoomState } from "#collab/room-events";
import type { KeptRun, RunnerStep, RunReply } from "#collab/run-events";
import type { KeptThread, TalkReply } from "#collab/room-talk";
import type { RunMessage, RunTranscriptEntry } from "#protocol/room-run";
import type { RoomMessage } from "#protocol/socket";
import type { Message } from "#protocol/talk";

type Outgoing = { messages: string[]; textBy?: number | undefined; close?: { code: number; reason: string } };

/**
 * Collects effects in the order they come. First write `edits`, `members`, `room`, `runs`, `said` and `threads`; then send `frames`; never
 * the reverse. `runnerSteps` are for when what was written is durable.
 */
export class Commit {
  readonly edits: LoggedEdit[] = [];
  readonly members = new Map<number, Readonly<RoomMember>>();
  readonly attachments = new Map<ConnectionId, Attachment>();
  readonly replies = new Map<ConnectionId, Reply | FilesReply>();
  readonly runs: { kept: KeptRun; entries: readonly RunTranscriptEntry[] }[] = [];
  readonly runMessages: RunMessage[] = [];
  readonly runReplies = new Map<ConnectionId, RunReply>();
  readonly runnerSteps: RunnerStep[] = [];
  readonly said: Message[] = [];
  readonly threads = new Map<number, KeptThread>();
  readonly talkReplies = new Map<ConnectionId, TalkReply>();
  room: { language: string; title: string } | undefined;
  readonly #outgoing = new Map<ConnectionId, Outgoing>();

  add(effects: readonly Effect[]): void {
    for (const effect of effects) this.#add(effect);
  }

  /** True when nothing is in it: what must be written is always told, too. */
  get empty(): boolean {
    const { replies, attachments, runMessages, runReplies, runnerSteps, talkReplies } = this;
    const told = [this.#outgoing, replies, attachments, runReplies, talkReplies].some(({ size }) => size > 0);
    return !told && runMessages.length === 0 && runnerSteps.length === 0 && !this.writes;
  }

  /** True when something in it must be durable before the rest may leave. */
  get writes(): boolean {
    const { edits, members, room, runs, said, threads } = this;
    const some = [edits, runs, said].some(({ length }) => length > 0);
    return some || members.size > 0 || threads.size > 0 || room !== undefined;
  }

  /** True when something in it is for when the rest is durable. */
  get forRuns(): boolean {
    return this.runs.length > 0 || this.runMessages.length > 0 || this.runnerSteps.length > 0;
  }

  #add(effect: Effect): void {
    switch (effect.type) {
      case "append":
        this.edits.push(effect.edit);
        return;
      case "save_member":
        this.members.set(effect.member.user, effect.member);
        return;
      case "save_room":
        this.room = effect;
        return;
      case "attach":
        this.attachments.set(effect.to, effect.attachment);
        return;
      case "send": {
        const outgoing = this.#to(effect.to);
        outgoing.messages.push(JSON.stringify(effect.message));
        // It tells the text as of now: told again behind it, it would undo what the reader typed between the two.
        if (effect.message.type === "ack" && effect.message.code !== undefined) outgoing.textBy = undefined;
        return;
      }
      case "tell_run":
        this.runMessages.push(effect.message);
        this.#broadcast(effect.to, effect.message);
        return;
      case "keep_run":
        this.runs.push(effect);
        return;
      case "run_reply":
        this.runReplies.set(effect.to, effect.answer);
        return;
      case "runner_step":
        this.runnerSteps.push(effect.step);
        return;
      case "keep_message":
        this.said.push(effect.message);
        return;
      case "keep_thread":
        this.threads.set(effect.thread.id, { thread: effect.thread, version: effect.version });
        return;
      case "talk_reply":
        this.talkReplies.set(effect.to, effect.answer);
        return;
      case "broadcast":
        this.#broadcast(effect.to, effect.message, effect.except);
        return;
      case "send_text":
        this.#to(effect.to).textBy = effect.user;
        return;
      case "close":
        this.#to(effect.to).close = effect;
        return;
      case "reply":
        this.replies.set(effect.to, effect.answer);
        return;
    }
  }

  #broadcast(to: readonly ConnectionId[], message: RoomMessage, except?: ConnectionId): void {
    const frame = JSON.stringify(message);
    for (const id of to) if (id !== except) this.#to(id).messages.push(frame);
  }

  #to(id: ConnectionId): Outgoing {
    let outgoing = this.#outgoing.get(id);
    if (!outgoing) this.#outgoing.set(id, (outgoing = { messages: [] }));
    return outgoing;
  }

  /** For each connection its messages as JSON, in order. `state` is the room's at this moment, for those who get whole texts. */
  *deliveries(
    state: Readonly<RoomState>,
  ): Generator<{ to: ConnectionId; messages: readonly string[]; close: { code: number; reason: string } | undefined }> {
    let text: string | undefined;
    for (const [to, { messages, textBy, close }] of this.#outgoing) {
      if (textBy !== undefined) {
        const { version, language } = state;
        const message: RoomMessage = {
          type: "code_update",
          version,
          code: (text ??= state.project.main.toString()),
          language,
          user: textBy,
        };
        messages.push(JSON.stringify(message));
      }
      yield { to, messages, close };
    }
  }
}

/** The frames of one delivery: one for all messages where the client asked for batches, else one for each. */
export function framesOf(messages: readonly string[], batch: boolean): readonly string[] {
  return batch && messages.length > 1 ? [`[${messages.join(",")}]`] : messages;
}
