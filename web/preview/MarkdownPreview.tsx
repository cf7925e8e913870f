// The room's Markdown as it reads, beside its source and along with it.
import { useEffect, useRef, useState } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { ColoredCode } from "./ColoredCode.tsx";
import { Markdown } from "./Markdown.tsx";
import { type MarkdownTree, markdownTree } from "./markdown-tree";
import { syncScroll } from "./scroll-sync";
import "./markdown.css";

/** What is behind it is not shown: a page that long is not read, and each key would cost a second. */
const LENGTH_MAX = 300_000;
/** Of the time that goes by, so much at most is spent on reading the text anew. */
const SHARE = 1 / 5;

export default function MarkdownPreview({ session }: { session: RoomSession }) {
  const scroll = useRef<HTMLDivElement>(null);
  const text = session.shownText.value;
  const [read, setRead] = useState<{ tree: MarkdownTree; isWhole: boolean }>();
  const pauseRef = useRef(0);
  const timerRef = useRef<ReturnType<typeof setTimeout>>();

  // Not put off by every key: who types without end sees it go along.
  useEffect(() => {
    if (!text) return;
    timerRef.current ??= setTimeout(() => {
      timerRef.current = undefined;
      const now = session.shownText.peek() ?? text;
      const begun = performance.now();
      setRead({ tree: markdownTree(now.sliceString(0, LENGTH_MAX)), isWhole: now.length <= LENGTH_MAX });
      pauseRef.current = (performance.now() - begun) / SHARE;
    }, pauseRef.current);
  }, [text, session]);
  useEffect(() => () => clearTimeout(timerRef.current), []);

  const viewport = session.viewport.value;
  const isRead = read !== undefined;
  useEffect(() => {
    if (!isRead || !viewport || !scroll.current) return;
    return syncScroll(scroll.current, viewport);
  }, [isRead, viewport]);

  return (
    // It is scrolled, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div class="preview-scroll" ref={scroll} tabIndex={0} role="region" aria-label="Preview">
      <article class="markdown">
        {read && <Markdown tree={read.tree} Code={ColoredCode} />}
        {read?.tree.root.children.length === 0 && (
          <p class="quiet">Nothing has been written yet. What you write as Markdown is shown here as it reads.</p>
        )}
        {read && !read.isWhole && <p class="quiet">The preview ends here: it shows the first 300,000 characters.</p>}
      </article>
    </div>
  );
}
