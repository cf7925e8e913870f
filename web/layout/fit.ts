// How wide panels stand that share one row, or one column, with the editor.
//
// 1. The editor keeps at least `keep`, as long as no panel stands that should not.
// 2. A panel that stands has between its least and the size it is wished to have.
// 3. Where all wishes can be met they are: a window that was small for a while leaves nothing behind.

export type Fitted = { readonly least: number; readonly wish: number };

/** The size of each panel, the most important first; 0: there is no place for it. In px. */
export function fit(available: number, keep: number, panels: readonly Fitted[]): number[] {
  let room = Math.max(0, available - keep);
  const sizes = panels.map(({ least }) => {
    if (least > room) return 0;
    room -= least;
    return least;
  });
  // What is left goes to the most important first, up to its wish.
  return sizes.map((size, index) => {
    if (size === 0) return 0;
    const more = Math.min(room, Math.max(0, (panels[index]?.wish ?? 0) - size));
    room -= more;
    return size + more;
  });
}

/** The most that one of them can have while the others keep what they have. */
export function fitMax(available: number, keep: number, others: readonly number[], least: number): number {
  return Math.max(least, available - keep - others.reduce((sum, size) => sum + size, 0));
}
