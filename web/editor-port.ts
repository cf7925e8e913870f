// What a session asks of the editor of a file, whichever it is: Monaco, or CodeMirror on a touch screen.
import type { ChangeSet, Text } from "@codemirror/state";
import type { Output } from "#collab/client-output";
import type { Person } from "#collab/client-people";
import type { FileId } from "#protocol/project";
import type { CodePlace } from "./talk/code-places";

export type ApplyOrigin = Extract<Output, { type: "apply" }>["origin"];

export type EditorPort = {
  /** The one it shows; for a moment another one than the session's. */
  readonly file: FileId;
  reset(text: Text): void;
  apply(changes: ChangeSet, origin: ApplyOrigin): void;
  showPeople(people: readonly Person[]): void;
  /** Marks what is talked about in the code. */
  showPlaces(places: readonly CodePlace[]): void;
  /** This person has just moved or written. */
  announce(user: number): void;
  focus(): void;
  reveal(from: number, to?: number): void;
  /** What is selected in it. */
  readonly selected?: () => string;
  readonly viewport?: Viewport;
};

/** What part of the text an editor shows, in lines from 1; 2.5 is the middle of the second. */
export type Viewport = {
  top(): number;
  bottom(): number;
  scrollTo(line: number): void;
  /** Answers with the way to stop listening. */
  onScroll(listener: () => void): () => void;
};
