// A long list of rows of one height, of which only those on the screen are in the page, and a few around them.
import { type ComponentChildren, Fragment, type HTMLAttributes, type RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

type RowWindowProps = Omit<HTMLAttributes<HTMLDivElement>, "children"> & {
  listRef: RefObject<HTMLDivElement>;
  count: number;
  /** In px. */
  rowHeight: number;
  /** The row that is to be on the screen, whenever this changes. */
  active: number | undefined;
  row: (index: number) => ComponentChildren;
};

const AROUND = 8;
/** What a list has before it is measured. */
const FIRST_HEIGHT = 600;

export function RowWindow({ listRef, count, rowHeight, active, row, ...attributes }: RowWindowProps) {
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(FIRST_HEIGHT);

  useEffect(() => {
    const element = listRef.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [listRef]);
  useLayoutEffect(() => {
    const element = listRef.current;
    if (!element || active === undefined) return;
    const start = active * rowHeight;
    if (start < element.scrollTop) element.scrollTo({ top: start });
    else if (start + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTo({ top: start + rowHeight - element.clientHeight });
    setTop(element.scrollTop);
  }, [listRef, active, rowHeight]);

  const first = Math.max(0, Math.floor(top / rowHeight) - AROUND);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + AROUND);
  // The active one is always there: it is pointed at by its id.
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, at) => first + at);
  if (active !== undefined && active < count && (active < first || active >= last)) rows.push(active);
  return (
    <div ref={listRef} {...attributes} onScroll={({ currentTarget }) => setTop(currentTarget.scrollTop)}>
      <div role="presentation" style={{ position: "relative", height: `${count * rowHeight}px` }}>
        {rows.map((index) => (
          <Fragment key={index}>{row(index)}</Fragment>
        ))}
      </div>
    </div>
  );
}
