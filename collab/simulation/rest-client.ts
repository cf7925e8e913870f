// Somebody without a socket: reads the text, sends the whole of it back, and is told what became of it.
import type { ChangeSet, Text } from "@codemirror/state";
import { diffTexts } from "#collab/diff-texts";
import { check } from "#collab/simulation/check";
import { TEXT_LENGTH_MAX } from "#protocol/limits";
import { type Cut, Person, type Room } from "#collab/simulation/person";

export class RestClient extends Person {
  readonly role = "editor";
  readonly text = undefined;
  readonly idle = true;
  readonly #asked = new Map<string, string>();
  #requests = 0;

  constructor(room: Room) {
    super(room, -1);
    room.host.onReply = (request, reply) => {
      const typed = this.#asked.get(request);
      check(typed !== undefined, "a reply has a request", () => request);
      this.#asked.delete(request);
      if (!("refused" in reply)) room.ledger.mustBeThere(typed);
      else
        check(
          reply.refused === "version_unknown" || (reply.refused === "too_large" && TEXT_LENGTH_MAX < 1_000),
          "an honest request is not refused",
          () => reply.refused,
        );
    };
  }

  put(back: number, cuts: readonly Cut[]): boolean {
    const { host, ledger } = this.room;
    const { epoch, version: latest } = host.state;
    const version = Math.max(0, latest - back);
    const before = host.textAt(epoch, version);
    if (!before) return false;
    const code = this.changesOn(before, cuts).apply(before).toString();
    const changes = diffTexts(before.toString(), code);
    ledger.edited("rest", changes, before);
    // Until the reply, nobody knows whether it got there.
    const typed = insertedBy(changes);
    ledger.mayBeMissing(typed);
    const request = `put ${++this.#requests}`;
    this.#asked.set(request, typed);
    host.perform({ type: "text_replaced", request, code, version, time: 0 });
    return true;
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
