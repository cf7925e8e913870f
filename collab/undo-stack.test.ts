import { ChangeSet, type Text } from "@codemirror/state";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diffOf, textOf } from "#collab/changes";
import { UndoStack } from "#collab/undo-stack";
import { anEdit, aText, changesOn } from "#test/arbitrary-edits";

/** A text with an undo stack beside it. Time moves by `pause` before each edit. */
class Page {
  text: Text;
  readonly stack = new UndoStack();
  #time = 0;

  constructor(text: string) {
    this.text = textOf(text);
  }

  edited(changes: ChangeSet, pause = 10_000): void {
    this.stack.edited(changes, this.text, (this.#time += pause));
    this.text = changes.apply(this.text);
  }
  write(at: number, insert: string, remove = 0, pause?: number): void {
    this.edited(ChangeSet.of({ from: at, to: at + remove, insert: textOf(insert) }, this.text.length), pause);
  }
  others(changes: ChangeSet): void {
    this.stack.rebase(changes);
    this.text = changes.apply(this.text);
  }
  step(which: "undo" | "redo"): boolean {
    const changes = this.stack[which](this.text);
    this.text = changes?.apply(this.text) ?? this.text;
    return changes !== undefined;
  }
  get shown(): string {
    return this.text.toString();
  }
}

describe("alone", () => {
  test("[U1] undo goes back through every text that was, and redo forward again", () => {
    fc.assert(
      fc.property(aText(), fc.array(anEdit, { maxLength: 6 }), (text, edits) => {
        const page = new Page(text);
        const texts = [page.shown];
        for (const cuts of edits) {
          const changes = changesOn(page.text, cuts);
          if (diffOf(changes).length === 0) continue;
          page.edited(changes);
          texts.push(page.shown);
        }
        for (const before of texts.slice(0, -1).toReversed()) {
          expect(page.step("undo")).toBe(true);
          expect(page.shown).toBe(before);
        }
        expect(page.step("undo")).toBe(false);
        for (const after of texts.slice(1)) {
          expect(page.step("redo")).toBe(true);
          expect(page.shown).toBe(after);
        }
        expect(page.step("redo")).toBe(false);
      }),
    );
  });

  test("[U1] typing on without a pause in one place is one step; a pause or another place begins the next", () => {
    const page = new Page("");
    page.write(0, "a");
    page.write(1, "b", 0, 100);
    page.write(2, "c", 0, 2_000);
    page.write(0, "d", 0, 100);
    const shown = [];
    while (page.step("undo")) shown.push(page.shown);
    expect(shown).toEqual(["abc", "ab", ""]);
  });

  test("[U1] what is set apart is a step of its own, however soon it comes", () => {
    const page = new Page("");
    page.write(0, "im");
    page.stack.separate();
    page.write(2, "port os", 0, 100);
    page.stack.separate();
    page.write(9, "\n", 0, 100);
    const shown = [];
    while (page.step("undo")) shown.push(page.shown);
    expect(shown).toEqual(["import os", "im", ""]);
  });

  test("[U1] a new edit leaves nothing to redo", () => {
    const page = new Page("");
    page.write(0, "a");
    page.step("undo");
    page.write(0, "b");
    expect(page.stack.canRedo).toBe(false);
    expect(page.step("redo")).toBe(false);
    expect(page.shown).toBe("b");
  });
});

describe("among others", () => {
  test("[U2] undo and redo, straight after each other, change nothing, whatever others did", () => {
    const moves = fc.array(fc.tuple(fc.constantFrom("mine", "theirs", "undo"), anEdit), { maxLength: 10 });
    fc.assert(
      fc.property(aText(), moves, (text, all) => {
        const page = new Page(text);
        for (const [kind, cuts] of all) {
          if (kind === "undo") page.step("undo");
          else if (kind === "mine") page.edited(changesOn(page.text, cuts));
          else page.others(changesOn(page.text, cuts));
        }
        const before = page.shown;
        if (!page.step("undo")) return;
        page.step("redo");
        expect(page.shown).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  test("[U2] undoing everything leaves what others typed and nothing of one's own", () => {
    const moves = fc.array(fc.tuple(fc.boolean(), anEdit), { maxLength: 10 });
    fc.assert(
      fc.property(moves, (all) => {
        const page = new Page("");
        let marks = 0;
        let theirs = "";
        for (const [mine, cuts] of all) {
          // Others delete nothing, so all that they typed must be left; each character is another one.
          const marked = cuts.map((cut) => ({
            ...cut,
            length: mine ? cut.length : 0,
            insert: String.fromCharCode(0x4e00 + marks++),
          }));
          const changes = changesOn(page.text, marked);
          if (mine) page.edited(changes);
          else {
            page.others(changes);
            theirs += marked.map(({ insert }) => insert).join("");
          }
        }
        while (page.step("undo"));
        expect([...page.shown].toSorted().join("")).toBe(theirs);
      }),
      { numRuns: 500 },
    );
  });

  test("[U2] what others deleted needs no undo: the step before it is next", () => {
    const page = new Page("");
    page.write(0, "keep");
    page.write(4, " gone");
    page.others(ChangeSet.of({ from: 4, to: 9 }, 9));
    page.step("undo");
    expect(page.shown).toBe("");
  });

  test("[U2] others' edits far down the stack are mapped when it comes to them", () => {
    const page = new Page("..");
    page.write(1, "one");
    page.write(0, "two");
    page.others(ChangeSet.of({ from: 5, insert: "X" }, 8)); // inside "one"
    page.write(0, "three");
    for (let i = 0; i < 3; i++) page.step("undo");
    expect(page.shown).toBe(".X.");
    for (let i = 0; i < 3; i++) page.step("redo");
    expect(page.shown).toBe("threetwo.oXne.");
  });
});

test("[U1] no more steps are kept than hours of work take", () => {
  const page = new Page("");
  for (let i = 0; i < 1_100; i++) page.write(0, "x");
  let steps = 0;
  while (page.step("undo")) steps++;
  expect(steps).toBe(1_000);
});
