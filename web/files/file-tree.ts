// The files of a room as a tree: folders come from paths, and from the entries that stand for empty ones.
import { foldersOf } from "#protocol/path";
import type { FileEntry, FileKind } from "#protocol/project";
import { naturally } from "./natural-order";

export type TreeNode = {
  readonly path: string;
  readonly name: string;
  readonly kind: FileKind;
  /** Of a folder only where it has one of its own. */
  readonly entry: FileEntry | undefined;
  /** Folders first; nothing in what is no folder. */
  readonly children: readonly TreeNode[];
};

/** A line of the tree as it is shown. `position` counts from 1 among `siblings`, `parent` is the line of its folder. */
export type Row = {
  readonly node: TreeNode;
  readonly depth: number;
  readonly position: number;
  readonly siblings: number;
  readonly parent: number | undefined;
  readonly isExpanded: boolean;
};

type Growing = { path: string; name: string; kind: FileKind; entry: FileEntry | undefined; children: Growing[] };

export function treeOf(entries: Iterable<FileEntry>): readonly TreeNode[] {
  const top: Growing[] = [];
  const folders = new Map<string, Growing>();
  const folderAt = (path: string): Growing[] => {
    if (path === "") return top;
    let folder = folders.get(path);
    if (!folder) {
      folder = { path, name: nameOf(path), kind: "folder", entry: undefined, children: [] };
      folders.set(path, folder);
      folderAt(folderOf(path)).push(folder);
    }
    return folder.children;
  };
  for (const entry of entries) {
    if (entry.deleted) continue;
    const { path, kind } = entry;
    if (kind !== "folder") folderAt(folderOf(path)).push({ path, name: nameOf(path), kind, entry, children: [] });
    else {
      folderAt(path);
      const folder = folders.get(path);
      if (folder) folder.entry = entry;
    }
  }
  for (const children of [top, ...[...folders.values()].map((folder) => folder.children)]) children.sort(inOrder);
  return top;
}

const inOrder = (a: TreeNode, b: TreeNode): number =>
  Number(b.kind === "folder") - Number(a.kind === "folder") || naturally(a.name, b.name);

/** What stands below each other when only some folders are open. */
export function rowsOf(top: readonly TreeNode[], isOpen: (folder: string) => boolean): readonly Row[] {
  const rows: Row[] = [];
  const add = (nodes: readonly TreeNode[], depth: number, parent: number | undefined): void => {
    nodes.forEach((node, at) => {
      const isExpanded = node.kind === "folder" && isOpen(node.path);
      rows.push({ node, depth, position: at + 1, siblings: nodes.length, parent, isExpanded });
      if (isExpanded) add(node.children, depth + 1, rows.length - 1);
    });
  };
  add(top, 1, undefined);
  return rows;
}

/** Where the next line begins with what is typed, searched from `at` on and round; `at` itself last but for longer words. */
export function typedRow(rows: readonly Row[], at: number, typed: string): number | undefined {
  const wanted = typed.toLowerCase();
  const from = typed.length > 1 ? at : at + 1;
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step) % rows.length;
    if (rows[index]?.node.name.toLowerCase().startsWith(wanted)) return index;
  }
  return undefined;
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
/** "" for what is in no folder. */
export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
export const inFolder = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);
export const isWithin = (path: string, folder: string): boolean => folder === "" || path.startsWith(`${folder}/`);

/** All folders that there are, in the order of the tree. */
export function allFolders(entries: Iterable<FileEntry>): string[] {
  const folders = new Set<string>();
  for (const { path, kind, deleted } of entries) {
    if (deleted) continue;
    for (const folder of foldersOf(path)) folders.add(folder);
    if (kind === "folder") folders.add(path);
  }
  return [...folders].toSorted(naturally);
}

/** What to put behind a name that others have, too: the last folder that tells them apart. */
export function tellApart(paths: readonly string[]): Map<string, string> {
  const hints = new Map<string, string>();
  for (const alike of Map.groupBy(paths, nameOf).values()) {
    if (alike.length < 2) continue;
    for (const path of alike) {
      const names = path.split("/").slice(0, -1);
      const ends = (count: number) => names.slice(names.length - count).join("/");
      let count = 1;
      const isShared = () => alike.some((other) => other !== path && `/${folderOf(other)}`.endsWith(`/${ends(count)}`));
      while (count < names.length && isShared()) count++;
      hints.set(path, names.length === 0 ? "/" : ends(count));
    }
  }
  return hints;
}
