// Between the preview and the worker that reads for it. Each text has a number; what is said of an older one is not heard.
import type { Piece } from "./pieces";

/** Two lines of the text, or two numbers of its pieces; both are meant, too. */
export type Range = { readonly from: number; readonly to: number };

/** The whole text in short: where its pieces begin, and how high they are likely to be. */
export type Outline = readonly Pick<Piece, "line" | "height">[];
export type Numbered = readonly (readonly [number, Piece])[];

export type PreviewRequest =
  | { readonly type: "read"; readonly id: number; readonly text: string; readonly lines: Range }
  | { readonly type: "pieces"; readonly id: number; readonly wanted: Range }
  | { readonly type: "find"; readonly id: number; readonly slug: string };

export type PreviewAnswer =
  | { readonly type: "read"; readonly id: number; readonly outline: Outline; readonly pieces: Numbered }
  | { readonly type: "pieces"; readonly id: number; readonly pieces: Numbered }
  /** `piece` is where it is. */
  | { readonly type: "found"; readonly id: number; readonly slug: string; readonly piece: number };
