// The text of a moment in the room's own editor.
import { effect } from "@preact/signals";
import { applyTheme } from "#web/editor/monaco-theme";
import { settingOptions } from "#web/editor/editor-settings";
import * as monaco from "#web/editor/monaco";
import { loadCodeFont } from "#web/settings/code-font";
import { settings } from "#web/settings/settings";
import { isHighContrast, look, shownTheme } from "#web/theme";
import { authorDecorations, goToAuthors } from "./author-decorations";
import type { Spans } from "./blame";
import { colorOf } from "./light-code";
import type { CodePortMaker } from "./PastCode.tsx";

export const openMonaco: CodePortMaker = (host, author) => {
  const model = monaco.editor.createModel("", "plaintext");
  const editor = monaco.editor.create(host, {
    ...settingOptions(settings.font.peek()),
    model,
    ariaLabel: "The text of this moment",
    autoDetectHighContrast: false,
    automaticLayout: true,
    domReadOnly: true,
    fixedOverflowWidgets: true,
    lineNumbersMinChars: 4,
    links: false,
    occurrencesHighlight: "off",
    hover: { above: false }, // or that of the first lines would be on the top bar
    hideCursorInOverviewRuler: true,
    overviewRulerBorder: false,
    overviewRulerLanes: 0,
    padding: { top: 8, bottom: 8 },
    readOnly: true,
    renderLineHighlight: "none",
    renderValidationDecorations: "off",
    scrollBeyondLastLine: false,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    stickyScroll: { enabled: false },
    theme: "tandem",
    unicodeHighlight: { ambiguousCharacters: false },
  });
  const traces = editor.createDecorationsCollection();
  const authors = editor.createDecorationsCollection();
  let spans: Spans | undefined;
  const stops = [
    effect(() => {
      void look.value;
      applyTheme(shownTheme.value, isHighContrast.value);
    }),
    effect(() => {
      const font = settings.font.value;
      editor.updateOptions(settingOptions(font));
      void loadCodeFont(font).then(() => monaco.editor.remeasureFonts());
    }),
    goToAuthors(editor, () => spans, author),
  ];

  return {
    show({ text, language, traces: shown }, follows) {
      if (model.getLanguageId() !== language) monaco.editor.setModelLanguage(model, language);
      plainBrackets(model); // another language brings its own
      replace(model, text);
      traces.set(
        shown.flatMap(({ user, from, to }) => {
          const range = monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to));
          const end = monaco.Range.fromPositions(range.getEndPosition());
          const color = colorOf(user);
          return [
            { range, options: { className: `past-trace past-person-${color}` } },
            { range: end, options: { beforeContentClassName: `past-caret past-person-${color}` } },
          ];
        }),
      );
      const last = shown.at(-1);
      if (last && follows) editor.revealPositionInCenterIfOutsideViewport(model.getPositionAt(last.to), 1);
    },
    paintAuthors(next) {
      spans = next;
      authors.set(next ? authorDecorations(model, next, (user) => author(user).name) : []);
    },
    dispose() {
      stops.forEach((stop) => stop());
      editor.dispose();
      model.dispose();
    },
  };
};

function plainBrackets(model: monaco.editor.ITextModel): void {
  if (model.getOptions().bracketPairColorizationOptions.enabled)
    model.updateOptions({
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
}

/** Only what is otherwise, so that the view stays where it is. */
function replace(model: monaco.editor.ITextModel, text: string): void {
  const before = model.getValue();
  if (before === text) return;
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === text.charCodeAt(start)) start++;
  let end = 0;
  while (end < most - start && before.charCodeAt(before.length - 1 - end) === text.charCodeAt(text.length - 1 - end))
    end++;
  const range = monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(before.length - end));
  // A half of a pair is none of Monaco's positions: then it is all of the text.
  const isWhole = model.getValueInRange(range).length === before.length - end - start;
  if (isWhole) model.applyEdits([{ range, text: text.slice(start, text.length - end) }]);
  if (!isWhole || model.getValueLength() !== text.length) model.setValue(text);
}
