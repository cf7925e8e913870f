// The others' carets, selections and names over the text: rebuilt from presence, never a source of it. They lie in layers of
// their own: inside the line they would break what an input method composes there.
import { EditorSelection, type Extension, StateEffect, StateField } from "@codemirror/state";
import { type EditorView, layer, type LayerMarker, RectangleMarker } from "@codemirror/view";
import type { Person } from "#collab/client-people";
import { caretsOver, caretsWithin } from "#collab/presence";
import { type Box, boxOfLine, placeTag, type Tag } from "./tag-box";

/** A name tag stays this long after its person moved. */
const TAG_SHOWN_MS = 2_000;
/** Carets drawn per person: a replace-all in hundreds of places would only be noise. */
const CARETS_MAX = 20;

type Shown = { readonly people: readonly Person[]; readonly announced: ReadonlySet<number> };

const setPeople = StateEffect.define<readonly Person[]>();
const setAnnounced = StateEffect.define<{ user: number; on: boolean }>();

const shownPeople = StateField.define<Shown>({
  create: () => ({ people: [], announced: new Set() }),
  update(shown, { effects, changes, docChanged, newDoc }) {
    let { people, announced } = shown;
    if (docChanged) people = people.map((one) => ({ ...one, carets: caretsOver(one.carets, changes) }));
    for (const effect of effects) {
      // Of a later text than the one on the screen, for as long as something is held.
      if (effect.is(setPeople))
        people = effect.value.map((one) => ({ ...one, carets: caretsWithin(one.carets, newDoc.length) }));
      if (effect.is(setAnnounced)) {
        const { user, on } = effect.value;
        announced = on ? new Set([...announced, user]) : new Set([...announced].filter((one) => one !== user));
      }
    }
    return people === shown.people && announced === shown.announced ? shown : { people, announced };
  },
});

export const remotePeople: Extension = [
  shownPeople,
  layer({
    above: false,
    class: "cm-remote-selections",
    update: (update) => update.docChanged || update.state.field(shownPeople) !== update.startState.field(shownPeople),
    markers: (view) =>
      view.state
        .field(shownPeople)
        .people.flatMap(({ carets, color }) =>
          carets
            .filter(({ anchor, head }) => anchor !== head)
            .flatMap(({ anchor, head }) =>
              RectangleMarker.forRange(view, `remote-selection person-${color}`, EditorSelection.range(anchor, head)),
            ),
        ),
  }),
  layer({
    above: true,
    class: "cm-remote-carets",
    // Also as my own caret moves: no name may cover the line that I write in.
    update: (update) =>
      update.docChanged ||
      update.selectionSet ||
      update.state.field(shownPeople) !== update.startState.field(shownPeople),
    markers: caretsIn,
  }),
];

/** Draws people in one editor that has the extension `remotePeople`. */
export class RemotePeople {
  readonly #view: EditorView;
  readonly #hide = new Map<number, ReturnType<typeof setTimeout>>();

  constructor(view: EditorView) {
    this.#view = view;
  }

  /** Draws these people and nobody else. */
  show(people: readonly Person[]): void {
    this.#view.dispatch({ effects: setPeople.of(people) });
  }

  /** Says who it is, for a moment: this person has just moved or written. */
  announce(user: number): void {
    const isShown = this.#hide.has(user);
    clearTimeout(this.#hide.get(user));
    this.#hide.set(
      user,
      setTimeout(() => {
        this.#hide.delete(user);
        this.#view.dispatch({ effects: setAnnounced.of({ user, on: false }) });
      }, TAG_SHOWN_MS),
    );
    if (!isShown) this.#view.dispatch({ effects: setAnnounced.of({ user, on: true }) });
  }

  dispose(): void {
    for (const timer of this.#hide.values()) clearTimeout(timer);
  }
}

function caretsIn(view: EditorView): CaretMarker[] {
  const { people, announced } = view.state.field(shownPeople);
  const carets = people.flatMap((person) =>
    person.carets.slice(0, CARETS_MAX).flatMap(({ head }, index) => {
      const box = boxOfCaret(view, head);
      return box ? [{ person, head, box, isNamed: index === 0 && announced.has(person.user) }] : [];
    }),
  );
  // The lines of my caret and of those who have just moved, across the whole width.
  const named = carets.filter(({ isNamed }) => isNamed).map(({ head }) => head);
  const taken = [view.state.selection.main.head, ...named].map((offset) => boxOfLine(view, offset));
  return carets.map(({ person, box, isNamed }) => {
    const tag = isNamed ? placeTag(view, box, person.name, taken) : undefined;
    if (tag) taken.push(tag.box);
    return new CaretMarker(box, person, tag);
  });
}

function boxOfCaret(view: EditorView, offset: number): Box | undefined {
  if (offset < view.viewport.from || offset > view.viewport.to) return undefined;
  const [marker] = RectangleMarker.forRange(view, "", EditorSelection.cursor(offset));
  return marker && { left: marker.left, right: marker.left, top: marker.top, bottom: marker.top + marker.height };
}

class CaretMarker implements LayerMarker {
  readonly box: Box;
  readonly person: Person;
  readonly tag: Tag | undefined;

  constructor(box: Box, person: Person, tag: Tag | undefined) {
    this.box = box;
    this.person = person;
    this.tag = tag;
  }

  eq(other: CaretMarker): boolean {
    return (
      this.person.name === other.person.name &&
      this.person.color === other.person.color &&
      this.box.left === other.box.left &&
      this.box.top === other.box.top &&
      this.box.bottom === other.box.bottom &&
      this.tag?.side === other.tag?.side &&
      this.tag?.shift === other.tag?.shift
    );
  }

  draw(): HTMLElement {
    const node = document.createElement("div");
    const name = document.createElement("span");
    node.className = "remote-caret";
    node.setAttribute("aria-hidden", "true"); // who is where is told in the list of people
    name.className = "remote-tag";
    node.append(name);
    this.#show(node);
    return node;
  }

  update(node: HTMLElement): boolean {
    this.#show(node);
    return true;
  }

  #show(node: HTMLElement): void {
    const { box, person, tag } = this;
    node.dataset.person = String(person.color);
    node.style.cssText = `left: ${box.left}px; top: ${box.top}px; height: ${box.bottom - box.top}px`;
    if (tag) node.dataset.tag = tag.side;
    else delete node.dataset.tag;
    const name = node.firstElementChild as HTMLElement;
    name.textContent = person.name;
    if (tag) name.style.left = `${tag.shift}px`;
  }
}
