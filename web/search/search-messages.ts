// What the page and the worker that searches tell each other.
import type { FileId } from "#protocol/project";
import type { Match, SearchQuery, Span, Splice } from "./search-query";

export type SearchRequest =
  /** To be known until another text of the file comes. */
  | { type: "texts"; texts: readonly { file: FileId; text: string }[] }
  | { type: "search"; id: number; query: SearchQuery; files: readonly FileId[] }
  | { type: "replace"; id: number; query: SearchQuery; template: string; text: string; only?: Span };

export type SearchAnswer =
  | { type: "found"; id: number; found: readonly { file: FileId; matches: readonly Match[] }[]; isCut: boolean }
  | { type: "replaced"; id: number; splices: readonly Splice[] };
