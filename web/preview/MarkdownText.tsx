// A short text of somebody, such as a message: code, links, lists and emphasis, with its line breaks kept.
import { useMemo } from "preact/hooks";
import { Markdown } from "./Markdown.tsx";
import { markdownTree } from "./markdown-tree";
import "./markdown.css";

export function MarkdownText({ text }: { text: string }) {
  const tree = useMemo(() => markdownTree(text), [text]);
  return (
    <div class="markdown markdown-message">
      <Markdown tree={tree} isMessage />
    </div>
  );
}
