// A world for schedules: interleavings that chance finds too rarely, written out move by move.
import { ChangeSet } from "@codemirror/state";
import { textOf } from "#collab/changes";
import { same } from "#collab/simulation/check";
import { Editor } from "#collab/simulation/editor";
import type { Line } from "#collab/simulation/line";
import type { Person } from "#collab/simulation/person";
import type { Kind, Step } from "#collab/simulation/script";
import type { FileId, FileWish } from "#protocol/project";
import { World } from "#collab/simulation/world";

export class Stage {
  readonly world: World;

  /** Everybody arrives one after the other, so that the cast's nth member has the number n + 1. */
  constructor(cast: Kind[], text = "", ahead = 8, files: Record<string, string> = {}) {
    this.world = new World({ cast, text, files, ahead }, true);
    for (const who of cast.keys()) this.does({ do: "arrive", who });
    for (const who of cast.keys()) this.down(who);
  }

  does(...steps: Step[]): void {
    for (const step of steps) same(this.world.perform(step), true, `${JSON.stringify(step)} means something here`);
  }

  person(who: number): Person {
    return this.world.person(who);
  }
  editor(who: number): Editor {
    const person = this.person(who);
    if (!(person instanceof Editor)) throw new Error(`${who} has no editor`);
    return person;
  }
  line(who: number): Line {
    const { line } = this.person(who);
    if (!line) throw new Error(`${who} has no line`);
    return line;
  }

  /** One edit: at `at`, `remove` units go and `text` comes. */
  write(who: number, at: number, text: string, remove = 0): void {
    const { length } = this.person(who).text ?? textOf("");
    const changes = ChangeSet.of({ from: at, to: at + remove, insert: textOf(text) }, length);
    same(this.person(who).type(changes, 1_000), true, `${who} can type`);
  }
  /** Turns to a file, which opens when its text has come. */
  turn(who: number, file: FileId): void {
    this.editor(who).turn(file);
  }
  /** Wants other files, by their numbers. */
  wish(who: number, ...wishes: FileWish[]): void {
    for (const { text = "" } of wishes) this.world.ledger.typed(this.person(who).name, text);
    same(this.editor(who).wants(wishes), true, `${who} can wish`);
  }
  /** A word, an edit for each letter. */
  spell(who: number, at: number, word: string): void {
    for (const [i, letter] of [...word].entries()) this.write(who, at + i, letter);
  }

  up(who: number, frames = Infinity): void {
    this.world.perform({ do: "up", who, frames });
  }
  commit(): void {
    this.does({ do: "commit" });
  }
  down(who: number, frames = Infinity): void {
    this.world.perform({ do: "down", who, frames });
  }
  drop(who: number, kept = 0): void {
    this.does({ do: "drop", who, kept });
  }
  arrive(who: number): void {
    this.does({ do: "arrive", who });
  }

  shows(who: number, text: string): void {
    same(this.person(who).text?.toString(), text, `what ${who} is shown`);
  }
  /** Everything arrives, and this is the text then. */
  ends(text: string): void {
    this.world.settle();
    same(this.world.host.state.project.main.toString(), text, "the text at the end");
  }
  /** And so are the files: those that are there, path and text. */
  endsWith(files: Record<string, string>): void {
    this.world.settle();
    const { project } = this.world.host.state;
    const live = [...project.files()].filter(({ entry }) => !entry.deleted && entry.kind === "text");
    same(
      Object.fromEntries(live.map(({ entry, text }) => [entry.path, text.toString()])),
      files,
      "the files at the end",
    );
  }
  /** How often something happened. */
  happened(what: string, times: number): void {
    same(this.world.host.counts.get(what) ?? 0, times, `how often: ${what}`);
  }
}
