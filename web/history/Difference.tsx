// What is otherwise between two versions: the files, and each file's two texts beside or under each other.
import { X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { late } from "#web/controls/late.tsx";
import { isNarrow } from "#web/narrow";
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import type { ComparedTexts } from "#web/run/ChangesDialog.tsx";
import { isTouch } from "#web/touch";
import { changedFiles, type ChangedFile } from "./changed-files";
import type { Compared, PastView } from "./past-view";

const Changes = late<ComparedTexts>(
  () =>
    isTouch
      ? import("#web/touch-editor/TouchChanges.tsx").then(({ default: TouchChanges }) => TouchChanges)
      : import("#web/editor/monaco").then(() =>
          import("#web/run/MonacoChanges.tsx").then(({ default: MonacoChanges }) => MonacoChanges),
        ),
  {
    name: "The comparison",
    Frame: ({ children }) => <div class="past-text">{children || <EditorSkeleton />}</div>,
  },
);

const words = { added: "new", deleted: "deleted", renamed: "renamed", changed: "changed" } as const;

export function Difference({ view, compared }: { view: PastView; compared: Compared }) {
  const [files, setFiles] = useState<readonly ChangedFile[]>();
  const [chosen, setChosen] = useState<number>();
  const [inline, setInline] = useState(isNarrow.peek());
  const version = view.shown.value?.version ?? view.version.value;
  useEffect(() => {
    let isGone = false;
    void view.filesAt(version).then((now) => !isGone && now && setFiles(changedFiles(compared.files, now)));
    return () => void (isGone = true);
  }, [view, compared, version]);

  const shown = files?.find(({ file }) => file === chosen) ?? files?.[0];
  const hasTexts = shown !== undefined && (shown.was !== "" || shown.is !== "");
  return (
    <section class="past-diff" aria-label="Changes">
      <header class="past-diff-head">
        <h2>
          From v{compared.version} <span class="quiet">{compared.name}</span> to v{version}
        </h2>
        <select
          class="field"
          aria-label="Changed file"
          value={shown?.file}
          disabled={!shown}
          onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
        >
          {(files ?? []).map(({ file, path, before, how }) => (
            <option key={file} value={file}>
              {path}
              {how === "renamed" && before !== path ? `, once ${before}` : ""} · {words[how]}
            </option>
          ))}
        </select>
        {!isTouch && hasTexts && (
          <div class="segments" role="radiogroup" aria-label="The two texts">
            {[false, true].map((one) => (
              <button
                key={String(one)}
                type="button"
                role="radio"
                aria-checked={inline === one}
                onClick={() => setInline(one)}
              >
                {one ? "Inline" : "Side by side"}
              </button>
            ))}
          </div>
        )}
        <button
          type="button"
          class="button button-icon"
          aria-label="Close the comparison"
          title="Close the comparison"
          onClick={() => view.closeComparison()}
        >
          <X />
        </button>
      </header>
      {files?.length === 0 && <p class="quiet past-empty">Nothing is otherwise between the two.</p>}
      {shown?.note && <p class="past-note">{shown.note}</p>}
      {hasTexts && (
        <Changes
          key={`${shown.file} ${isNarrow.value}`}
          then={shown.was}
          thenLanguage={view.languageOf(shown.entry)}
          inline={inline}
          now={shown.is}
          nowLanguage={view.languageOf(shown.entry)}
        />
      )}
    </section>
  );
}
