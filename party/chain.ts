// The hash chain over a room's history: whoever knows the head at a version knows all that led there.
//
//   h(0) = SHA-256(how the room began)
//   h(v) = SHA-256(h(a) + "\n" + lines of the edits a + 1 … v, joined by "\n")     a: the last multiple of 64 before v
//
// as hex, over the UTF-8 of the lines of collab/canonical.ts. 64 edits are a link: one hash for each edit would be most of
// what it takes to go through a log.
import { createHash, type Hash } from "node:crypto";
import { canonicalFiles, canonicalLine } from "#collab/canonical";
import type { LoggedEdit } from "#collab/edit-log";
import type { Project } from "#collab/project";

const LINK_EDITS = 64;
/** Characters of lines that are gathered before they are hashed: there are edits of a million. */
const GATHERED_LENGTH = 65_536;

/** A head from which the chain goes on: `version` is a multiple of 64. */
export type Link = { readonly version: number; readonly head: string };

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The head at version 0. */
export const chainStart = (files: Project): string => sha256(canonicalFiles(files));

/** Where the last link ends that ends at `version` or before. */
export const linkBefore = (version: number): number => version - (version % LINK_EDITS);

export class Chain {
  #link: Link;
  // The lines behind it, but for those that are hashed already.
  #lines = "";
  #hashed: Hash | undefined;

  constructor(link: Link) {
    this.#link = link;
  }

  /** Where the last link ended. */
  get link(): Link {
    return this.#link;
  }

  /** At the version of the last edit. */
  get head(): string {
    if (this.#lines === "" && !this.#hashed) return this.#link.head;
    return (this.#hashed?.copy() ?? this.#begun()).update(this.#lines).digest("hex");
  }

  add(edits: readonly LoggedEdit[]): this {
    for (const edit of edits) {
      this.#lines += `\n${canonicalLine(edit)}`;
      if (edit.version % LINK_EDITS === 0) {
        this.#link = { version: edit.version, head: this.head };
        this.#lines = "";
        this.#hashed = undefined;
      } else if (this.#lines.length > GATHERED_LENGTH) {
        this.#hashed = (this.#hashed ?? this.#begun()).update(this.#lines);
        this.#lines = "";
      }
    }
    return this;
  }

  #begun(): Hash {
    return createHash("sha256").update(this.#link.head);
  }
}
