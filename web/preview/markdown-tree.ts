// From Markdown to a tree of it, with GitHub's tables, task lists, footnotes, strikethrough and bare links.
import type { Definition, FootnoteDefinition, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { slugOf } from "./safe-link";

export type MarkdownTree = {
  readonly root: Root;
  readonly definitions: ReadonlyMap<string, Definition>;
  /** In the order in which they are first referred to. */
  readonly footnotes: readonly FootnoteDefinition[];
  /** By which numbers they are referred to, from 1. */
  readonly numbers: ReadonlyMap<string, number>;
};

export function markdownTree(text: string): MarkdownTree {
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const definitions = new Map<string, Definition>();
  const notes = new Map<string, FootnoteDefinition>();
  const referred = new Set<string>();
  // Without recursion: quotes can be nested as deep as a text is long.
  const stack: MarkdownNode[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === "definition" && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    if (node.type === "footnoteDefinition" && !notes.has(node.identifier)) notes.set(node.identifier, node);
    if (node.type === "footnoteReference") referred.add(node.identifier);
    if ("children" in node) for (const child of node.children.toReversed()) stack.push(child);
  }
  const footnotes = [...referred].flatMap((identifier) => notes.get(identifier) ?? []);
  const numbers = new Map(footnotes.map(({ identifier }, index) => [identifier, index + 1]));
  return { root, definitions, footnotes, numbers };
}

export type MarkdownNode = Root | Root["children"][number];

/** All that one reads of a node. */
export function plainOf(whole: MarkdownNode): string {
  let text = "";
  const stack: MarkdownNode[] = [whole];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ("value" in node) text += node.value;
    else if ("alt" in node) text += node.alt ?? "";
    else if ("children" in node) for (const child of node.children.toReversed()) stack.push(child);
  }
  return text;
}

export const footnoteAnchor = (identifier: string): string => `fn-${identifier}`;

/** What links in the same text name it by. */
export function anchorOf(node: MarkdownNode): string | undefined {
  if (node.type === "heading") return slugOf(plainOf(node));
  return node.type === "footnoteDefinition" ? footnoteAnchor(node.identifier) : undefined;
}
