// One run: a room, its people and the lines between them, moved step by step. After every step the promises are checked,
// at the end everything is delivered and the accounts are settled.
import type { Text } from "@codemirror/state";
import { splitsPair, textOf } from "#collab/changes";
import { Project } from "#collab/project";
import { diffTexts } from "#collab/diff-texts";
import { Burst } from "#collab/simulation/burst";
import { check, same } from "#collab/simulation/check";
import { Guest, Waiter, Whole } from "#collab/simulation/contract-clients";
import { Editor } from "#collab/simulation/editor";
import { Host } from "#collab/simulation/host";
import { Ledger } from "#collab/simulation/ledger";
import type { Line } from "#collab/simulation/line";
import type { Person, Room } from "#collab/simulation/person";
import { RestClient } from "#collab/simulation/rest-client";
import type { Hostile, Kind, Script, Step } from "#collab/simulation/script";
import type { LanguageId } from "#protocol/languages";

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
  constructor({ cast, text, ahead }: Omit<Script, "steps">, literal = false) {
    this.ahead = ahead;
    const code = literal ? text : this.ledger.fresh(text);
    this.ledger.edited("nobody", diffTexts("", code), textOf(""));
    this.host = new Host({
      roomId: "room",
      viewId: "view",
      epoch: "life 1",
      version: 0,
      project: Project.of(textOf(code), "main.py"),
      language: "python",
      title: "",
      nextUser: 1,
      members: [],
    });
    this.rest = new RestClient(this);
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
        return this.person(step.who).edit(step.cuts, step.pause);
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
        this.#up(step.who, Infinity, false);
        host.flush();
        times(Infinity, () => this.person(step.who).take());
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
        if (last?.type !== "frame") return false;
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
        return this.rest.put(step.back, step.cuts);
      case "hostile":
        return this.#hostile(step.who, step.what, step.at);
    }
  }

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
    for (const { version, changes } of this.host.accepted) {
      if (version <= from.version) continue;
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
    if (!line || this.person(who).role === "viewer") return false;
    const message = hostileMessage(what, at, host.state.project.main, host.state.version);
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
    const { project, language, title } = this.host.state;
    const text = project.main;
    for (const person of this.people) {
      same(person.text?.toString(), text.toString(), `${person.name} has the room's text`);
      if (person instanceof Editor)
        same(
          [person.client.room?.language, person.client.room?.title],
          [language, title],
          `${person.name} knows the room`,
        );
    }
    this.ledger.settle(text.toString());
    this.#carets();
  }

  // When all is quiet, everybody sees everybody where the room has them.
  #carets(): void {
    const inRoom = this.host.presences();
    for (const person of this.people) {
      if (!(person instanceof Editor)) continue;
      const { people, me } = person.client;
      const seen = people.map(({ user, name, color, role, carets }) => ({ user, name, color, role, carets }));
      const there = inRoom
        .filter(({ user }) => user !== me?.user)
        .map(({ user, name, color, role, position, selection }) => {
          const carets = selection ?? (position === undefined ? [] : [{ anchor: position, head: position }]);
          return { user, name, color, role, carets };
        });
      const byUser = (a: { user: number }, b: { user: number }) => a.user - b.user;
      same(seen.toSorted(byUser), there.toSorted(byUser), `${person.name} sees everybody where the room has them`);
    }
  }
}

function personOf(room: Room, kind: Kind, number: number): Person {
  if (kind === "waiter") return new Waiter(room, number);
  if (kind === "burst") return new Burst(room, number);
  if (kind === "guest") return new Guest(room, number);
  if (kind === "whole") return new Whole(room, number);
  return new Editor(room, number, kind);
}

function times(count: number, act: () => boolean): boolean {
  let done = false;
  for (let i = 0; i < count && act(); i++) done = true;
  return done;
}

function hostileMessage(what: Hostile, at: number, text: Text, version: number): object | undefined {
  const { length } = text;
  const from = Math.floor(at * length);
  const pair = Array.from({ length }, (_, i) => (from + i) % length).find((position) => splitsPair(text, position));
  const edit = (diff: object | object[], more: object = {}) => ({ type: "code_update", version, diff, ...more });
  switch (what) {
    case "half a pair":
      return pair === undefined ? undefined : edit({ start: pair, end: pair, text: "x" });
    case "caret in a pair":
      return pair === undefined ? undefined : { type: "cursor_update", position: pair, version };
    case "past the end":
      return edit({ start: from, end: length + 1, text: "" });
    case "backwards":
      return edit({ start: from + 1, end: from, text: "x" });
    case "overlap":
      return length < 2
        ? undefined
        : edit([
            { start: 0, end: 2, text: "" },
            { start: 1, end: 1, text: "x" },
          ]);
    case "future":
      return edit({ start: 0, end: 0, text: "x" }, { version: version + 1 });
    case "gap":
      return edit({ start: 0, end: 0, text: "x" }, { sequence: 1_000_000 });
    case "caret past the end":
      return { type: "cursor_update", position: length + 1, version };
    case "other file":
      return edit({ start: 0, end: 0, text: "x" }, { file: "other" });
  }
}
