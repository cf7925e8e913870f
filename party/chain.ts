// The hash chain over a room's history: whoever knows the head at a version knows all that led there.
//
//   h(0) = SHA-256(how the room began)      h(v) = SHA-256(h(v - 1) + "\n" + the line of edit v)
//
// as hex, over the UTF-8 of the lines of collab/canonical.ts.
import { createHash } from "node:crypto";
import { canonicalFiles, canonicalLine } from "#collab/canonical";
import type { LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The head at version 0. */
export const chainStart = (files: Project): string => sha256(canonicalFiles(files));

/** The head behind edits, from the one before them. */
export const chained = (head: string, edits: readonly LoggedEdit[]): string =>
  edits.reduce((before, edit) => sha256(`${before}\n${canonicalLine(edit)}`), head);
