// How those in the room, and those outside, reach its one run: who they are, what they run, and who is told.
import type { Connection } from "#collab/connection";
import { readOnly, refuse, unknownFile } from "#collab/refusal";
import type { Beginning, ConnectionId, Effect, RoomEvent, RoomState } from "#collab/room-events";
import { RoomRuns } from "#collab/room-runs";
import type { Roster } from "#collab/roster";
import type { Asker, RunAsk, RunsEvent } from "#collab/run-events";
import { type FileId, languageOf, MAIN_FILE } from "#protocol/project";
import type { ClientMessage } from "#protocol/socket";

export class Running {
  readonly runs = new RoomRuns();
  readonly #state: Readonly<RoomState>;
  readonly #roster: Roster;

  constructor(state: Readonly<RoomState>, roster: Roster) {
    this.#state = state;
    this.#roster = roster;
  }

  /** `beginning` comes with a message that begins a run. */
  message(
    { id, member, name, role }: Connection,
    message: Extract<ClientMessage, { type: "run" | "run_input" | "run_stop" }>,
    time: number,
    beginning?: Beginning,
  ): Effect[] {
    if (role !== "editor") return refuse(id, readOnly);
    const who = { by: { type: "connection" as const, id }, user: member.user, name };
    switch (message.type) {
      case "run":
        return beginning ? this.#asked(who, message, time, beginning) : [];
      case "run_input": {
        const { run, text = "", eof = false } = message;
        return this.receive({ type: "typed", ...who, run, text, eof, time });
      }
      case "run_stop":
        return this.receive({ type: "stopped", ...who, run: message.run, time });
    }
  }

  outside(event: Extract<RoomEvent, { type: "run_requested" | "run_typed" | "run_stopped" }>): Effect[] {
    const who = outside(event.request);
    switch (event.type) {
      case "run_requested":
        return this.#asked(who, event, event.time, event.beginning);
      case "run_typed":
        return this.receive({ ...event, ...who, type: "typed" });
      case "run_stopped":
        return this.receive({ ...event, ...who, type: "stopped" });
    }
  }

  receive(event: RunsEvent): Effect[] {
    return this.runs.receive(event).flatMap((effect): Effect[] => {
      switch (effect.type) {
        case "tell_run":
          return [{ ...effect, to: this.#roster.everyone }];
        case "answer": {
          const { to, answer } = effect;
          if (to.type === "request") return [{ type: "run_reply", to: to.id, answer }];
          return "refused" in answer ? refuse(to.id, answer) : []; // who is in the room sees it happen
        }
        case "keep_run":
        case "runner_step":
          return [effect];
      }
    });
  }

  #asked(
    who: Who,
    { stdin = "", file: named }: { stdin?: string | undefined; file?: FileId | string | undefined },
    time: number,
    beginning: Beginning,
  ): Effect[] {
    const { version, project } = this.#state;
    const file = project.named(named)?.file;
    const entry = file === undefined ? undefined : project.get(file)?.entry;
    if (!entry) {
      return who.by.type === "request"
        ? [{ type: "run_reply", to: who.by.id, answer: unknownFile }]
        : refuse(who.by.id, unknownFile);
    }
    const language = entry.file === MAIN_FILE ? this.#state.language : languageOf(entry);
    // The files of this moment: none of them is ever changed, an edit puts another in its place.
    const files = [...project.files()].filter((one) => !one.entry.deleted);
    const ask: RunAsk = { ...who, ...beginning, version, language, file: entry.file, files, stdin, time };
    return this.receive({ type: "asked", ask });
  }
}

type Who = { by: Asker; user: number; name: string };
const outside = (request: ConnectionId): Who => ({ by: { type: "request", id: request }, user: 0, name: "API" });
