// A long text in pieces: each so small that a page makes it within a frame or two, so that only those near what one reads
// need be there. What is longer than a piece by itself, a list of thousands, is made of several lists.
import type { Root } from "mdast";
import { anchorOf, type MarkdownNode, type MarkdownTree, plainOf } from "./markdown-tree";

export type Piece = MarkdownTree & {
  /** Where it begins in the text, from 1. */
  readonly line: number;
  /** How high it is likely to be, in px. */
  readonly height: number;
};

/** Nodes of the tree in one piece. */
export const PIECE_MAX = 600;
/** Deeper than what is shown as anything but plain text; a message to another thread holds no endless nesting. */
const DEPTH_MAX = 200;

type Block = Root["children"][number];
type Parent = Exclude<Extract<MarkdownNode, { children: unknown }>, Root>;

export function piecesOf(tree: MarkdownTree): Piece[] {
  const weights: Weights = new WeakMap();
  const blocks = tree.root.children.flatMap((block) => divided(bounded(block, 0, weights), weights));
  const notes = tree.footnotes.map((note) => bounded(note, 0, weights) as typeof note);
  const begins = notes[0]?.position?.start.line ?? 1;
  return [
    ...chunksOf(blocks, weights).map((children) => pieceOf(tree, { root: { type: "root", children }, footnotes: [] })),
    ...chunksOf(notes, weights).map((footnotes) => ({
      ...pieceOf(tree, { root: { type: "root", children: [] }, footnotes }),
      // They stand at the end, wherever they were written: the lines of pieces must rise.
      line: Math.max(begins, blocks.at(-1)?.position?.end.line ?? 1),
    })),
  ];
}

/** The piece with the heading or footnote that a link names. */
export const pieceWith = (pieces: readonly Piece[], slug: string): number =>
  pieces.findIndex(({ root, footnotes }) => nodesOf([root, ...footnotes]).some((node) => anchorOf(node) === slug));

function pieceOf(tree: MarkdownTree, part: Pick<MarkdownTree, "root" | "footnotes">): Piece {
  const blocks: MarkdownNode[] = [...part.root.children, ...part.footnotes];
  const definitions = new Map<string, NonNullable<ReturnType<MarkdownTree["definitions"]["get"]>>>();
  const numbers = new Map<string, number>();
  for (const node of nodesOf(blocks)) {
    if (!("identifier" in node)) continue;
    const [definition, number] = [tree.definitions.get(node.identifier), tree.numbers.get(node.identifier)];
    if (definition) definitions.set(node.identifier, definition);
    if (number) numbers.set(node.identifier, number);
  }
  const height = blocks.reduce((sum, block) => sum + heightOf(block), 0);
  return { ...part, definitions, numbers, line: blocks[0]?.position?.start.line ?? 1, height };
}

function nodesOf(roots: readonly MarkdownNode[]): MarkdownNode[] {
  const all = [...roots];
  for (let at = 0; at < all.length; at++) {
    const node = all[at];
    if (node && "children" in node) for (const child of node.children) all.push(child);
  }
  return all;
}

type Weights = WeakMap<MarkdownNode, number>;
const weightOf = (node: MarkdownNode, weights: Weights) => weights.get(node) ?? 1;

/** The same, but not deeper than can be told, and without a line of text that is a piece too large by itself. */
function bounded<Node extends MarkdownNode>(node: Node, depth: number, weights: Weights): Node {
  if (!("children" in node) || node.type === "root") return node;
  const parent: Parent = node;
  const children: MarkdownNode[] = [];
  let weight = 1;
  const whole = depth < DEPTH_MAX ? parent.children : [];
  for (const child of whole) {
    if (weight >= PIECE_MAX && !isDivisible(parent)) break;
    const own = bounded(child, depth + 1, weights);
    children.push(own);
    weight += weightOf(own, weights);
  }
  const rest = parent.children.slice(children.length);
  if (rest.length > 0) children.push(plain(parent, rest));
  const made = { ...parent, children } as unknown as Node;
  weights.set(made, weight + rest.length);
  return made;
}

/** What did not fit, as plain text of the kind that its parent holds. */
function plain(parent: Parent, rest: readonly MarkdownNode[]): MarkdownNode {
  const text = { type: "text", value: plainOf({ type: "root", children: rest as Block[] }) } as const;
  if (parent.type === "tableRow") return { type: "tableCell", children: [text] };
  return parent.type === "footnoteDefinition" ? { type: "paragraph", children: [text] } : text;
}

type Divisible = Extract<Parent, { type: "list" | "listItem" | "blockquote" | "table" }>;
const isDivisible = (node: MarkdownNode): node is Divisible =>
  node.type === "list" || node.type === "listItem" || node.type === "blockquote" || node.type === "table";

function divided(block: Block, weights: Weights): Block[] {
  if (!isDivisible(block) || weightOf(block, weights) <= PIECE_MAX) return [block];
  const isTight = block.type === "list" && !block.spread && block.children.every(({ spread }) => !spread);
  let items = block.type === "list" ? (block.start ?? 1) : 0;
  const children = block.children.flatMap((child) => divided(child, weights));
  return chunksOf(children, weights).map((chunk, index) => {
    const [first, last] = [chunk[0]?.position, chunk.at(-1)?.position];
    const part = {
      ...block,
      children: chunk,
      ...(first && last && { position: { start: first.start, end: last.end } }),
      ...(block.type === "list" && { start: items, spread: !isTight }),
      ...(block.type === "listItem" && index > 0 && { checked: null }),
      ...(index > 0 && { data: { continues: true } }),
    } as Block;
    weights.set(part, 1 + chunk.reduce((sum, child) => sum + weightOf(child, weights), 0));
    items += chunk.filter((child) => !continues(child)).length;
    return part;
  });
}

/** It is the rest of something that began in a piece before. */
export const continues = ({ data }: MarkdownNode): boolean => data !== undefined && "continues" in data;

function chunksOf<Node extends MarkdownNode>(nodes: readonly Node[], weights: Weights): Node[][] {
  const chunks: Node[][] = [];
  let weight = PIECE_MAX;
  for (const node of nodes) {
    const own = weightOf(node, weights);
    if (weight + own > PIECE_MAX) chunks.push([]);
    weight = weight + own > PIECE_MAX ? own : weight + own;
    chunks.at(-1)?.push(node);
  }
  return chunks;
}

/** About as markdown.css has it, in a column of 70 characters; what is seen is measured. */
function heightOf(node: MarkdownNode): number {
  const { start, end } = node.position ?? { start: { line: 1, offset: 0 }, end: { line: 1, offset: 0 } };
  if (node.type === "table") return 34 * node.children.length + 15;
  if (node.type === "heading") return 56;
  if (node.type === "code") return 21 * (end.line - start.line) + 26;
  if (node.type === "definition") return 0;
  if (isDivisible(node) || node.type === "footnoteDefinition")
    return node.children.reduce((sum: number, child) => sum + heightOf(child), 0);
  return 15 + 25 * Math.ceil(((end.offset ?? 0) - (start.offset ?? 0)) / 70);
}
