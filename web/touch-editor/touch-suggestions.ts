// Suggestions in one touch editor; the rules are those of completion/ghost-text.ts: only what the person typed asks, what is
// shown fits the text as it stands, and one request at a time.
import { effect, signal } from "@preact/signals";
import { EditorSelection, StateEffect } from "@codemirror/state";
import { EditorView, type ViewUpdate } from "@codemirror/view";
import { type AskedText, leftOf, textAround } from "#web/completion/asked-text";
import { SuggestionSource } from "#web/completion/suggestion-source";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import type { CodeMirrorBinding } from "./codemirror-binding";
import { ghost, ghostText, setGhost } from "./ghost-widget";

/** There every word is composed, so that a composition says nothing about the text's being half-typed. */
const composesEveryWord = /Android/.test(navigator.userAgent);

export class TouchSuggestions {
  /** Something is suggested now. */
  readonly isShown = signal(false);
  readonly #view: EditorView;
  readonly #session: RoomSession;
  readonly #binding: CodeMirrorBinding;
  readonly #source = new SuggestionSource();
  readonly #stop: () => void;
  /** The person has typed since the last answer. */
  #isWanted = false;
  #asking: AbortController | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #answered: (AskedText & { suggestion: string }) | undefined;

  constructor(view: EditorView, session: RoomSession, binding: CodeMirrorBinding) {
    this.#view = view;
    this.#session = session;
    this.#binding = binding;
    const listener = EditorView.updateListener.of((update) => this.#onUpdate(update));
    view.dispatch({ effects: StateEffect.appendConfig.of([ghostText(() => this.accept()), listener]) });
    this.#stop = effect(() => {
      // In another language it is another text.
      void session.language.value;
      if (!settings.suggestions.value || session.role.value !== "editor") this.#isWanted = false;
      this.textChanged();
    });
  }

  /** By others, or by undo: it is not the text any more that was asked about. */
  textChanged(): void {
    this.#giveUp();
    this.#show("");
  }

  /** Whether there was one to take. A step of its own in the room's undo: what is typed around it does not belong to it. */
  accept(): boolean {
    const shown = this.#view.state.field(ghost);
    if (!shown) return false;
    this.#answered = undefined;
    this.#session.separateUndo();
    this.#view.dispatch({
      changes: { from: shown.at, insert: shown.text },
      selection: EditorSelection.cursor(shown.at + shown.text.length),
      scrollIntoView: true,
      userEvent: "input.complete",
    });
    this.#session.separateUndo();
    return true;
  }

  /** For this text there is none now. */
  dismiss(): boolean {
    if (!this.isShown.value) return false;
    if (this.#answered) this.#answered = { ...this.#answered, suggestion: "" };
    this.#show("");
    return true;
  }

  dispose(): void {
    this.#stop();
    this.#giveUp();
  }

  #onUpdate(update: ViewUpdate): void {
    this.isShown.value = update.state.field(ghost, false) !== undefined;
    if (!update.docChanged && !update.selectionSet) return;
    const isTyped = update.transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete"));
    this.#isWanted = isTyped && settings.suggestions.value && this.#session.role.value === "editor";
    this.#giveUp();
    this.#offer();
  }

  #offer(): void {
    const now = this.#textNow();
    if (!now) return this.#show("");
    const left = this.#answered && leftOf(this.#answered.suggestion, this.#answered, now);
    this.#show(left ?? "");
    if (left === undefined && this.#isWanted)
      this.#pause = setTimeout(() => void this.#ask(), settings.suggestionDelayMs.value);
  }

  async #ask(): Promise<void> {
    const now = this.#textNow();
    if (!now || !this.#session.live.value || this.#source.isPaused) return;
    const asking = new AbortController();
    this.#asking = asking;
    const suggestion = await this.#source.ask(now, asking.signal);
    if (asking.signal.aborted || suggestion === undefined) return;
    this.#isWanted = false;
    this.#answered = { ...now, suggestion };
    this.#show(suggestion);
  }

  /** Undefined where nothing can be suggested: with text selected, in a half-typed word, or where the others' changes wait. */
  #textNow(): AskedText | undefined {
    const { state, compositionStarted } = this.#view;
    const { main, ranges } = state.selection;
    if (ranges.length > 1 || !main.empty || this.#binding.isHolding) return undefined;
    if (compositionStarted && !composesEveryWord) return undefined;
    return textAround(state.doc, main.head, this.#session.language.value);
  }

  #show(text: string): void {
    const { state } = this.#view;
    const next = text === "" ? undefined : { at: state.selection.main.head, text };
    const shown = state.field(ghost);
    if (shown?.at === next?.at && shown?.text === next?.text) return;
    this.#view.dispatch({ effects: setGhost.of(next) });
  }

  #giveUp(): void {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#asking = undefined;
  }
}
