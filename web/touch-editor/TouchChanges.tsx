// Two texts in one column, the second one live: what it no longer has stands over what it has instead.
import { syntaxHighlighting } from "@codemirror/language";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { useEffect, useRef } from "preact/hooks";
import type { ComparedTexts } from "#web/run/ChangesDialog.tsx";
import { languageSupport } from "./languages";
import "./touch-editor.css";

export default function TouchChanges({ then, now, nowLanguage }: ComparedTexts) {
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let view: EditorView | undefined;
    let isGone = false;
    void languageSupport(nowLanguage).then((support) => {
      if (isGone || !host.current) return;
      view = new EditorView({
        parent: host.current,
        doc: now,
        extensions: [
          unifiedMergeView({ original: then, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 4 } }),
          support,
          syntaxHighlighting(classHighlighter),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "Changes since the run" }),
        ],
      });
    });
    return () => {
      isGone = true;
      view?.destroy();
    };
  }, [then, now, nowLanguage]); // made anew as others type on: one reads here for a moment

  return <div class="changes touch-editor touch-changes" ref={host} />;
}
