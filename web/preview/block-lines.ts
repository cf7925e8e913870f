// Between lines of Markdown and places in what is made of it: known where blocks begin, in between as the crow flies.

/** Blocks in the order of their lines. A place costs a measurement, so few are asked for. */
export type Block = { readonly line: number; readonly top: () => number };

/** How far down a line stands, in px. */
export function placeOf(blocks: readonly Block[], line: number): number {
  const at = lastIndex(blocks, (block) => block.line <= line);
  const [from, to] = [blocks[at], blocks[at + 1]];
  if (!from) return 0; // above the first block, or without any
  const top = from.top();
  // Behind the last block nothing is known: it is as if its text went on evenly below it.
  if (!to || to.line === from.line) return top;
  return top + ((line - from.line) / (to.line - from.line)) * (to.top() - top);
}

/** Which line stands so far down. */
export function lineAt(blocks: readonly Block[], place: number): number {
  const at = lastIndex(blocks, (block) => block.top() <= place);
  const [from, to] = [blocks[at], blocks[at + 1]];
  if (!from) return 1;
  if (!to) return from.line;
  const [top, end] = [from.top(), to.top()];
  return end === top ? from.line : from.line + ((place - top) / (end - top)) * (to.line - from.line);
}

/** Of the last one for which it holds, as it holds for all before it; -1 for none. */
function lastIndex(blocks: readonly Block[], holds: (block: Block) => boolean): number {
  let [low, high] = [-1, blocks.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const block = blocks[middle];
    if (block && holds(block)) low = middle;
    else high = middle - 1;
  }
  return low;
}
