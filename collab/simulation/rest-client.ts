// Somebody without a socket: reads a text, sends the whole of it back, and is told what became of it; wants other files,
// and the files of an earlier version. `key`: the client id that it says, which is somebody's name.
import type { ChangeSet, Text } from "@codemirror/state";
import { diffTexts } from "#collab/diff-texts";
import { check } from "#collab/simulation/check";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import { type Cut, Person, type Room } from "#collab/simulation/person";
import { realWishes, type Wish } from "#collab/simulation/wishes";
import { MAIN_FILE } from "#protocol/project";

export class RestClient extends Person {
  readonly role = "editor";
  readonly text = undefined;
  readonly idle = true;
  // What it typed, by the request that it typed it in.
  readonly #asked = new Map<string, string>();
  #requests = 0;

  constructor(room: Room) {
    super(room, -1);
    room.host.onReply = (request, reply) => {
      const typed = this.#asked.get(request);
      check(typed !== undefined, "a reply has a request", () => request);
      this.#asked.delete(request);
      if ("code" in reply) room.ledger.mustBeThere(typed);
      else if ("refused" in reply)
        check(
          reply.refused === "version_unknown" ||
            (reply.refused === "too_large" && TEXT_LENGTH_MAX < 1_000) ||
            request.startsWith("wish"),
          "an honest request is not refused",
          () => reply.refused,
        );
    };
  }

  put(back: number, cuts: readonly Cut[], at = 0, key?: string): boolean {
    const { host, ledger } = this.room;
    const { epoch, version: latest, project } = host.state;
    const texts = [...project.files()].filter(({ entry }) => entry.kind === "text");
    const file = texts[Math.floor(at * texts.length)]?.entry.file;
    const version = Math.max(0, latest - back);
    const before = file === undefined ? undefined : host.textAt(epoch, version, file);
    if (file === undefined || !before) return false;
    const code = this.changesOn(before, cuts).apply(before).toString();
    const changes = diffTexts(before.toString(), code);
    ledger.edited("rest", changes, before);
    // Until the reply, nobody knows whether it got there.
    const typed = insertedBy(changes);
    ledger.mayBeMissing(typed);
    const request = this.#request("put", typed);
    const named = file !== MAIN_FILE && { file };
    host.perform({ type: "text_replaced", request, key, code, version, time: 0, ...named });
    return true;
  }

  wish(wishes: readonly Wish[], key?: string): boolean {
    const { host, ledger } = this.room;
    const known = [...host.state.project.files()].map(({ entry }) => entry);
    const real = realWishes(wishes, known, ledger, "rest");
    if (real.length === 0) return false;
    host.perform({ type: "files_wished", request: this.#request("wish", ""), key, wishes: real, time: 0 });
    return true;
  }

  restore(to: number, key?: string): boolean {
    const { host } = this.room;
    const version = Math.floor(to * (host.state.version + 1));
    host.perform({ type: "restored", request: this.#request("restore", ""), key, version, time: 0 });
    return true;
  }

  #request(what: string, typed: string): string {
    const request = `${what} ${++this.#requests}`;
    this.#asked.set(request, typed);
    return request;
  }

  /** The room crashed: no reply will come. */
  lost(): void {
    this.#asked.clear();
  }

  type(): boolean {
    return false;
  }
  protected query(): Record<string, string> {
    return {};
  }
  protected told(): void {}
  verify(): void {}
}

function insertedBy(changes: ChangeSet): string {
  let text = "";
  changes.iterChanges((_from, _to, _start, _end, inserted: Text) => (text += inserted.toString()));
  return text;
}
