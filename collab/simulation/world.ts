// One run: a room, its people and the lines between them, moved step by step. After every step the promises are checked,
// at the end everything is delivered and the accounts are settled.
import { textOf } from "#collab/changes";
import { Project } from "#collab/project";
import { Burst } from "#collab/simulation/burst";
import { check, same } from "#collab/simulation/check";
import { Guest, Waiter, Whole } from "#collab/simulation/contract-clients";
import { Editor } from "#collab/simulation/editor";
import { Host } from "#collab/simulation/host";
import { Ledger } from "#collab/simulation/ledger";
import type { Line } from "#collab/simulation/line";
import type { Person, Room } from "#collab/simulation/person";
import { RestClient } from "#collab/simulation/rest-client";
import { Filer } from "#collab/simulation/filer";
import { type Hostile, hostileMessage, viewersMessage } from "#collab/simulation/hostile";
import type { Kind, Script, Step } from "#collab/simulation/script";
import { countTree } from "#collab/simulation/tree-counts";
import type { Carets } from "#collab/presence";
import type { LanguageId } from "#protocol/languages";
import { MAIN_FILE } from "#protocol/project";
import type { Presence } from "#protocol/socket";

export class World implements Room {
  readonly ledger = new Ledger();
  readonly host: Host;
  readonly lines: Line[] = [];
  readonly people: readonly Person[];
  readonly ahead: number;
  readonly rest: RestClient;
  #checkpoint: { snapshot: string; version: number } | undefined;
  #lives = 1;

  /** `literal`: the text stands as it is and is no pattern of fresh characters. */
  constructor({ cast, text, files = {}, ahead }: Omit<Script, "steps">, literal = false) {
    this.ahead = ahead;
    const project = Project.of(textOf(""), "main.py");
    for (const [path, pattern] of [["main.py", text] as const, ...Object.entries(files)]) {
      const code = literal ? pattern : this.ledger.fresh(pattern);
      this.ledger.typed("nobody", code);
      const file = path === "main.py" ? MAIN_FILE : project.nextFile;
      project.put({ file, path, kind: "text", text: textOf(code) });
    }
    this.host = new Host({
      roomId: "room",
      viewId: "view",
      epoch: "life 1",
      version: 0,
      project,
      language: "python",
      title: "",
      nextUser: 1,
      members: [],
    });
    this.rest = new RestClient(this);
    this.host.onTree = (edit) => countTree(this, edit);
    this.host.onNewText = (text) => this.ledger.mustBeThere(text);
    this.host.onRestored = (changes, before) => this.ledger.edited("restore", changes, before);
    this.host.onRefusal = (line, refused) => this.person(line.owner).refused(line, refused);
    this.people = cast.map((kind, number) => personOf(this, kind, number));
  }

  person(who: number): Person {
    const person = this.people[who];
    if (!person) throw new Error(`The cast has no ${who}`);
    return person;
  }

  /** Answers whether the step meant anything here. */
  perform(step: Step): boolean {
    const done = this.#perform(step);
    if (done) this.host.count(step.do);
    if ("who" in step) this.person(step.who).verify();
    return done;
  }

  #perform(step: Step): boolean {
    const { host } = this;
    switch (step.do) {
      case "edit":
        if (step.in !== undefined) this.#editor(step.who)?.typesIn(step.in);
        return this.person(step.who).edit(step.cuts, step.pause);
      case "open": {
        const done = this.#editor(step.who)?.open(step.file) ?? false;
        if (done && step.now) this.#arrives(step.who);
        return done;
      }
      case "close":
        return this.#editor(step.who)?.close(step.file) ?? false;
      case "wish":
        return this.#editor(step.who)?.wish(step.wishes) ?? false;
      case "rest wish":
        return this.rest.wish(step.wishes, this.#nameOf(step.as));
      case "restore":
        return this.rest.restore(step.to, this.#nameOf(step.as));
      case "comment":
        return this.#editor(step.who)?.comment(step.at) ?? false;
      case "resolve":
        return this.#editor(step.who)?.resolve(step.thread, step.resolved) ?? false;
      case "compare":
        return this.#editor(step.who)?.compare() ?? false;
      case "undo":
      case "redo":
        return this.#editor(step.who)?.undo(step.do) ?? false;
      case "move":
        return this.#editor(step.who)?.move(step.at) ?? false;
      case "save":
        return this.#editor(step.who)?.save() ?? false;
      case "reopen":
        return this.#editor(step.who)?.reopen(step.crashed, step.kept) ?? false;
      case "rename":
        return this.#editor(step.who)?.rename(step.value) ?? false;
      case "retitle":
      case "language":
        if (this.person(step.who).role === "viewer") return false;
        return (
          this.#editor(step.who)?.update(
            step.do === "retitle" ? { title: step.value } : { language: step.value as LanguageId },
          ) ?? false
        );
      case "connect":
        return this.person(step.who).connect();
      case "arrive":
        this.person(step.who).connect();
        this.#arrives(step.who);
        return true;
      case "drop":
        return this.person(step.who).drop(step.kept);
      case "up":
        return this.#up(step.who, step.frames, step.late ?? false);
      case "down":
        return times(step.frames, () => this.person(step.who).take());
      case "duplicate": {
        const { line } = this.person(step.who);
        if (this.person(step.who) instanceof Guest) return false; // what it says twice counts twice
        const last = line?.up.at(-1);
        if (last?.type !== "frame" || last.frame.includes('"files_update"')) return false; // a wish is no edit with a name
        line?.up.push(last);
        return true;
      }
      case "resend": {
        const person = this.person(step.who);
        return (person instanceof Waiter || person instanceof Whole || person instanceof Burst) && person.resend();
      }
      case "commit":
        host.flush();
        return true;
      case "hibernate":
        host.hibernate();
        return true;
      case "crash":
        host.crash(this.lines, step.kept, step.written);
        this.rest.lost();
        return true;
      case "checkpoint":
        host.flush();
        this.#checkpoint = { snapshot: host.disk.checkpoint(), version: host.state.version };
        return true;
      case "rebirth":
        return this.#rebirth(step.kept);
      case "forget":
        host.forget();
        return true;
      case "put":
        return this.rest.put(step.back, step.cuts, step.file, this.#nameOf(step.as));
      case "hostile":
        return this.#hostile(step.who, step.what, step.at);
    }
  }

  #arrives(who: number): void {
    this.#up(who, Infinity, false);
    this.host.flush();
    times(Infinity, () => this.person(who).take());
  }

  readonly #nameOf = (who?: number) => (who === undefined ? undefined : this.person(who).name);

  #editor(who: number): Editor | undefined {
    const person = this.person(who);
    return person instanceof Editor ? person : undefined;
  }

  #up(who: number, frames: number, late: boolean): boolean {
    const { line: own } = this.person(who);
    const line = late ? this.lines.find(({ owner, held, up }) => owner === who && !held && up.length > 0) : own;
    return line !== undefined && times(frames, () => this.host.receive(line, this.person(line.owner).role));
  }

  #rebirth(kept: number): boolean {
    const from = this.#checkpoint;
    if (!from) return false;
    for (const { version, changes, tree = [] } of this.host.accepted) {
      if (version <= from.version) continue;
      for (const { text } of tree) if (text) this.ledger.mayBeMissing(text.toString());
      changes?.iterChanges((_from, _to, _start, _end, inserted) => this.ledger.mayBeMissing(inserted.toString()));
    }
    const snapshot = JSON.stringify({ ...(JSON.parse(from.snapshot) as object), epoch: `life ${++this.#lives}` });
    this.host.rebirth(this.lines, kept, snapshot);
    this.rest.lost();
    return true;
  }

  // What it says is refused and changes nothing.
  #hostile(who: number, what: Hostile, at: number): boolean {
    const { host } = this;
    const line = this.lines.find(({ owner, held, served, up }) => owner === who && held && served && up.length === 0);
    if (!line) return false;
    const message =
      this.person(who).role === "viewer"
        ? viewersMessage(what, host.state.version)
        : hostileMessage(what, at, host.state.project, host.state.version);
    return message !== undefined && host.refuses(line, message);
  }

  // --- the end ---

  /** Everything arrives; nobody waits any more; all have the same text, and each character is accounted for. */
  settle(): void {
    for (let round = 0; ; round++) {
      check(round < 100, "nobody waits for ever", () =>
        this.people
          .filter(({ idle }) => !idle)
          .map(({ name }) => name)
          .join(),
      );
      let moved = false;
      for (const line of this.lines) while (this.host.receive(line, this.person(line.owner).role)) moved = true;
      this.host.flush();
      for (const person of this.people) {
        moved = person.connect() || moved;
        while (person.take()) moved = true;
        person.verify();
      }
      if (!moved && this.people.every(({ idle }) => idle)) break;
      check(moved, "nobody waits for ever", () =>
        this.people
          .filter(({ idle }) => !idle)
          .map(({ name }) => name)
          .join(),
      );
    }
    for (const person of this.people) person.verifyQuiet();
    this.ledger.settle([...this.host.state.project.files()].map(({ text }) => text.toString()).join("\n"));
    this.host.verifyLog();
    this.host.verifyThreads();
    this.#carets();
  }

  // When all is quiet, everybody sees everybody where the room has them, and that is where they are.
  #carets(): void {
    const inRoom = this.host.presences();
    for (const person of this.people) {
      if (!(person instanceof Editor)) continue;
      const { people, me, carets } = person.client;
      const own = inRoom.find(({ user }) => user === me?.user);
      if (own && carets.carets.length > 0)
        same(
          { file: own.file ?? MAIN_FILE, carets: caretsIn(own) },
          carets,
          `the room has ${person.name}'s carets where they are`,
        );
      const seen = people.map(({ user, name, color, role, carets, file }) => ({
        user,
        name,
        color,
        role,
        carets,
        file,
      }));
      const there = inRoom
        .filter(({ user }) => user !== me?.user)
        .map((presence) => {
          const { user, name, color, role, file = MAIN_FILE } = presence;
          return { user, name, color, role, carets: caretsIn(presence), file };
        });
      const byUser = (a: { user: number }, b: { user: number }) => a.user - b.user;
      same(seen.toSorted(byUser), there.toSorted(byUser), `${person.name} sees everybody where the room has them`);
    }
  }
}

const caretsIn = ({ selection, position }: Presence): Carets =>
  selection ?? (position === undefined ? [] : [{ anchor: position, head: position }]);

function personOf(room: Room, kind: Kind, number: number): Person {
  if (kind === "waiter") return new Waiter(room, number);
  if (kind === "burst") return new Burst(room, number);
  if (kind === "guest") return new Guest(room, number);
  if (kind === "filer") return new Filer(room, number);
  if (kind === "whole") return new Whole(room, number);
  return new Editor(room, number, kind);
}

function times(count: number, act: () => boolean): boolean {
  let done = false;
  for (let i = 0; i < count && act(); i++) done = true;
  return done;
}
