// Suggestions in one editor, as Monaco's ghost text: asked for when the person pauses, shown behind their caret, and part of
// no text before they are accepted.
//
// 1. Only what the person typed asks. What others write takes a suggestion away and brings none.
// 2. What is shown was asked for the text as it stands, or for what it was before the person typed the suggestion's beginning.
// 3. One request at a time; whatever makes its answer useless ends it.
import { effect } from "@preact/signals";
import type { RoomSession } from "#web/room-session";
import { settings } from "#web/settings/settings";
import {
  type CancellationToken,
  editor as monacoEditor,
  KeyCode,
  KeyMod,
  languages,
  type Position,
  Range,
} from "#web/editor/monaco";
import { type AskedText, leftOf, textAround } from "./asked-text";
import { SuggestionSource } from "./suggestion-source";
import { onTapOfSuggestion } from "./tap-to-accept";

type Editor = monacoEditor.IStandaloneCodeEditor;
type Items = languages.InlineCompletions;

const shown = "editorTextFocus && inlineSuggestionVisible && !suggestWidgetVisible && !editorTabMovesFocus";
const acceptances = [
  { id: "accept", label: "Suggestion: Accept", key: KeyCode.Tab, command: "commit", when: shown },
  {
    id: "acceptWord",
    label: "Suggestion: Accept a Word",
    key: KeyMod.CtrlCmd | KeyCode.RightArrow,
    command: "acceptNextWord",
    when: `${shown} && cursorBeforeGhostText`,
  },
] as const;

export class GhostText {
  readonly #editor: Editor;
  readonly #session: RoomSession;
  readonly #isComposing: () => boolean;
  readonly #bound: { dispose(): void }[];
  /** The person has typed since the last answer. */
  #isWanted = false;
  #asking: AbortController | undefined;
  #answered: (AskedText & { suggestion: string }) | undefined;
  readonly #source = new SuggestionSource();

  constructor(editor: Editor, session: RoomSession, isComposing: () => boolean) {
    this.#editor = editor;
    this.#session = session;
    this.#isComposing = isComposing;
    // Monaco makes it when it has time, and would miss what is typed before.
    editor.getContribution("editor.contrib.inlineCompletionsController");
    const detached = new AbortController();
    const element = editor.getDomNode();
    if (element) onTapOfSuggestion(element, () => this.#accept("commit"), detached.signal);
    this.#bound = [
      { dispose: () => detached.abort() },
      { dispose: effect(() => this.#offer()) },
      // In another language it is another text.
      { dispose: session.language.subscribe(() => this.textChanged()) },
      editor.onDidChangeCursorPosition(({ reason }) => {
        if (reason !== monacoEditor.CursorChangeReason.Explicit) return; // of typing
        this.#isWanted = false;
        this.#giveUp();
      }),
      ...acceptances.map(({ id, label, key, command, when }) =>
        editor.addAction({
          id: `tandem.suggestion.${id}`,
          label,
          keybindings: [key],
          keybindingContext: when,
          run: () => this.#accept(command),
        }),
      ),
    ];
  }

  /** The person has written something: they may want to know what comes next. */
  typed(): void {
    this.#isWanted = true;
  }

  /** By others, or by undo: it is not the text any more that was asked about. */
  textChanged(): void {
    this.#giveUp();
    this.#hide();
  }

  dispose(): void {
    this.#giveUp();
    for (const one of this.#bound) one.dispose();
  }

  // While there is nothing to offer there is no provider, and Monaco's own list of words comes as it would without us.
  #offer(): (() => void) | undefined {
    if (!settings.suggestions.value || this.#session.role.value !== "editor") return undefined;
    const provider = languages.registerInlineCompletionsProvider("*", {
      debounceDelayMs: settings.suggestionDelayMs.value,
      provideInlineCompletions: (model, position, { triggerKind, selectedSuggestionInfo }, token) => {
        // With the list of words open, its keys and its preview are the list's.
        if (model !== this.#editor.getModel() || selectedSuggestionInfo) return undefined;
        return this.#provide(position, triggerKind === languages.InlineCompletionTriggerKind.Explicit, token);
      },
      handleEndOfLifetime: (_items, _item, { kind }) => {
        if (kind === languages.InlineCompletionEndOfLifeReasonKind.Accepted) this.#answered = undefined;
        // Dismissed: for this text there is none now.
        else if (kind === languages.InlineCompletionEndOfLifeReasonKind.Rejected && this.#answered)
          this.#answered = { ...this.#answered, suggestion: "" };
      },
      disposeInlineCompletions: () => undefined,
    });
    return () => {
      this.#giveUp();
      this.#hide();
      provider.dispose();
    };
  }

  async #provide(position: Position, isAskedFor: boolean, token: CancellationToken): Promise<Items | undefined> {
    const now = this.#textAt(position);
    if (!now) return undefined;
    const left = this.#answered && !isAskedFor ? leftOf(this.#answered.suggestion, this.#answered, now) : undefined;
    if (left !== undefined) return itemsAt(position, left);
    if (!(this.#isWanted || isAskedFor) || !this.#session.live.value || this.#source.isPaused) return undefined;

    this.#giveUp();
    const asking = new AbortController();
    this.#asking = asking;
    token.onCancellationRequested(() => asking.abort());
    const suggestion = await this.#source.ask(now, asking.signal);
    if (asking.signal.aborted || suggestion === undefined) return undefined;
    const { before, after, language } = this.#textAt(this.#editor.getPosition()) ?? {};
    if (before !== now.before || after !== now.after || language !== now.language) return undefined;
    this.#isWanted = false;
    this.#answered = { ...now, suggestion };
    return itemsAt(position, suggestion);
  }

  /** Undefined where nothing can be suggested: with several carets, with text selected, or while an input method composes. */
  #textAt(position: Position | null): AskedText | undefined {
    const { text, language } = this.#session;
    const selections = this.#editor.getSelections() ?? [];
    const offset = position && this.#editor.getModel()?.getOffsetAt(position);
    if (!text || typeof offset !== "number" || this.#isComposing()) return undefined;
    return selections.length === 1 && selections[0]?.isEmpty() ? textAround(text, offset, language.value) : undefined;
  }

  // A step of its own in the room's undo: neither what was typed before nor what is typed next belongs to it.
  #accept(command: (typeof acceptances)[number]["command"]): void {
    this.#session.separateUndo();
    this.#editor.trigger("tandem", `editor.action.inlineSuggest.${command}`, undefined);
    this.#session.separateUndo();
    // What comes next may be suggested, too.
    if (command === "commit")
      this.#editor.trigger("tandem", "editor.action.inlineSuggest.trigger", { explicit: false });
  }

  #giveUp(): void {
    this.#asking?.abort();
    this.#asking = undefined;
  }

  #hide(): void {
    this.#editor.trigger("tandem", "editor.action.inlineSuggest.hide", undefined);
  }
}

// With its place: by default it would replace the word that it continues.
const itemsAt = (position: Position, suggestion: string): Items | undefined =>
  suggestion === "" ? undefined : { items: [{ insertText: suggestion, range: Range.fromPositions(position) }] };
