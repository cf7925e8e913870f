// The room's Markdown as it reads, beside its source and along with it. Of a long text only what is near the screen is made.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { ColoredCode } from "./ColoredCode.tsx";
import { Markdown } from "./Markdown.tsx";
import { PreviewWindow } from "./preview-window";
import "./markdown.css";

export default function MarkdownPreview({ session }: { session: RoomSession }) {
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => new PreviewWindow(), []);
  const { reader, heights } = shown;
  useEffect(() => () => shown.dispose(), [shown]);

  const text = session.shownText.value;
  useEffect(() => {
    if (text) reader.read(text.toString());
  }, [text, reader]);

  const reading = reader.reading.value;
  const count = reading?.outline.length ?? 0;
  const { from, to } = shown.range.value;
  const numbers = Array.from({ length: count }, (_, at) => at).slice(from, to + 1);

  const found = reader.found.value;
  useLayoutEffect(() => {
    if (!outer.current || !inner.current) return;
    shown.standsIn(outer.current, inner.current);
    shown.stands();
  }, [shown, from, to, reading, found]);

  const viewport = session.viewport.value;
  const isRead = reading !== undefined;
  useEffect(() => {
    if (isRead && viewport) return shown.follow(viewport);
  }, [shown, isRead, viewport]);

  return (
    <div
      class="preview-scroll"
      ref={outer}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled, by keys too
      tabIndex={0}
      role="region"
      aria-label="Preview"
      onScroll={() => shown.scrolled()}
    >
      <article class="markdown">
        {reader.hasFailed.value && (
          <p class="quiet">This text could not be read. {isRead && "What is shown is how it was before."}</p>
        )}
        <div ref={inner}>
          <div style={{ height: `${heights.between(0, Math.min(from, count))}px` }} />
          {numbers.map((at) => {
            const piece = reading?.pieces.get(at);
            return (
              <div
                key={at}
                class="md-piece"
                data-piece={at}
                data-later={at > 0}
                style={piece ? undefined : { height: `${heights.of(at)}px` }}
              >
                {piece && <Markdown tree={piece} Code={ColoredCode} goTo={(slug) => reader.find(slug)} />}
              </div>
            );
          })}
          <div style={{ height: `${heights.between(to + 1, count)}px` }} />
        </div>
        {reading && count === 0 && (
          <p class="quiet">Nothing has been written yet. What you write as Markdown is shown here as it reads.</p>
        )}
      </article>
    </div>
  );
}
