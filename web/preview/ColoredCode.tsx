// Code in the editor's colours, where the editor that has them is loaded anyway.
import { useEffect, useState } from "preact/hooks";
import { languageId } from "#protocol/languages";

/** Longer code stays plain. */
const LENGTH_MAX = 20_000;

export function ColoredCode({ code, language }: { code: string; language: string }) {
  const [colored, setColored] = useState<{ code: string; html: string }>();
  const id = languageId(language);
  useEffect(() => {
    let isGone = false;
    if (id && code.length <= LENGTH_MAX && document.querySelector(".monaco-editor"))
      void import("#web/editor/monaco")
        .then(({ editor }) => editor.colorize(code, id, { tabSize: 4 }))
        .then((html) => isGone || setColored({ code, html }));
    return () => {
      isGone = true;
    };
  }, [code, id]);
  if (colored?.code !== code) return <>{code}</>;
  // Of Monaco's making, which escapes what stands in the code.
  // oxlint-disable-next-line react/no-danger
  return <span dangerouslySetInnerHTML={{ __html: colored.html }} />;
}
