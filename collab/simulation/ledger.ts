// Who typed and who deleted what. Every typed character is another one, so that a lost edit and a doubled one show,
// though all texts be equal: equal texts alone prove little.
import type { ChangeSet, Text } from "@codemirror/state";
import { check } from "#collab/simulation/check";

const BMP_START = 0x4e00;
// Neighbours here share their first half: a diff by units would cut them.
const ASTRAL_START = 0x20000;

type Account = { inserted: number; deleted: number; mayBeMissing: boolean };

export class Ledger {
  #bmp = BMP_START;
  #astral = ASTRAL_START;
  readonly #accounts = new Map<string, Account>();
  readonly #touchedBy = new Map<string, Set<string>>();

  /** Text nobody has typed before, from a pattern: "a" an astral character, "n" a line end, anything else a plain one. */
  fresh(pattern: string): string {
    return [...pattern]
      .map((kind) => (kind === "n" ? "\n" : String.fromCodePoint(kind === "a" ? this.#astral++ : this.#bmp++)))
      .join("");
  }

  /** Somebody changed the text `before` and means it. */
  edited(who: string, changes: ChangeSet, before: Text): void {
    const touched = this.#touched(who);
    changes.iterChanges((from, to, _from, _to, inserted) => {
      for (const character of charactersOf(before.sliceString(from, to))) {
        this.#account(character).deleted++;
        touched.add(character);
      }
      for (const character of charactersOf(inserted.toString())) {
        this.#account(character).inserted++;
        touched.add(character);
      }
    });
  }

  /** Somebody makes a text of this. */
  typed(who: string, text: string): void {
    for (const character of charactersOf(text)) {
      this.#account(character).inserted++;
      this.#touched(who).add(character);
    }
  }

  /** Undo and redo take back what one did oneself, nothing else. */
  undone(who: string, changes: ChangeSet, before: Text): void {
    const touched = this.#touched(who);
    changes.iterChanges((from, to, _from, _to, inserted) => {
      for (const character of charactersOf(before.sliceString(from, to) + inserted.toString())) {
        check(touched.has(character), "undo touches one's own edits only", () => `${who} undid ${character}`);
      }
    });
    this.edited(who, changes, before);
  }

  /** The room may end without these, for a reason that the person was told of. */
  mayBeMissing(text: string): void {
    for (const character of charactersOf(text)) this.#account(character).mayBeMissing = true;
  }
  mustBeThere(text: string): void {
    for (const character of charactersOf(text)) this.#account(character).mayBeMissing = false;
  }

  /** Holds the room's last texts, all of them, against what everybody did. */
  settle(text: string): void {
    const counts = new Map<string, number>();
    for (const character of charactersOf(text)) counts.set(character, (counts.get(character) ?? 0) + 1);
    for (const [character, count] of counts) {
      const inserted = this.#accounts.get(character)?.inserted ?? 0;
      check(
        count <= inserted,
        "nothing is doubled",
        () => `${character} stands ${count} times, typed ${inserted} times`,
      );
    }
    for (const [character, { deleted, mayBeMissing }] of this.#accounts) {
      const missing = deleted === 0 && !mayBeMissing && !counts.has(character);
      check(!missing, "nothing typed is lost", () => `${character} is missing in ${JSON.stringify(text)}`);
    }
  }

  #account(character: string): Account {
    let account = this.#accounts.get(character);
    if (!account) this.#accounts.set(character, (account = { inserted: 0, deleted: 0, mayBeMissing: false }));
    return account;
  }
  #touched(who: string): Set<string> {
    let touched = this.#touchedBy.get(who);
    if (!touched) this.#touchedBy.set(who, (touched = new Set()));
    return touched;
  }
}

// Line ends are not told apart.
const charactersOf = (text: string) => [...text].filter((character) => character !== "\n");
