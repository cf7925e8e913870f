// Which line a follower's screen begins with.

/** Lines from 1, the last one included; 2.5 is the middle of the second. */
export type Lines = { readonly top: number; readonly bottom: number };

/** Less than anybody sees, of a line. */
const NEAR = 0.1;

/** Undefined: what the leader sees is seen already. A smaller screen keeps the leader's caret in sight. */
export function scrollTarget(seen: Lines, leader: Lines | undefined, caret: number | undefined): number | undefined {
  const height = Math.max(1, seen.bottom - seen.top);
  if (!leader) {
    const isSeen = caret === undefined || (caret >= seen.top && caret <= seen.bottom - 1);
    return isSeen ? undefined : Math.max(1, caret - height / 2);
  }
  const isAtCaret = caret !== undefined && caret >= leader.top && caret <= leader.bottom;
  const isSmaller = height < leader.bottom - leader.top - 1;
  const fits = !isSmaller || !isAtCaret || caret < leader.top + height - 1;
  const target = fits ? leader.top : Math.max(leader.top, caret - height / 2);
  return Math.abs(seen.top - target) < NEAR ? undefined : target;
}
