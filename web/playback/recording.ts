// What a page that plays offline has written in it, as short as it can be: most of it is edits of one letter.
import type { EditRow, PastEntry } from "#web/history/past-edits";

type OneSplice = readonly [user: number, ms: number, file: number, start: number, end: number, text: string];
type Other = readonly [user: number, ms: number, file: number | null, what: EditRow[5]];

export type Recording = {
  readonly title: string;
  /** Of the main file. */
  readonly language: string;
  /** The version it begins with, and its files. */
  readonly base: number;
  readonly files: readonly PastEntry[];
  readonly people: readonly { readonly user: number; readonly name: string }[];
  readonly marks: readonly { readonly version: number; readonly words: string }[];
  readonly time: number;
  /** Each with the ms since the one before. */
  readonly edits: readonly (OneSplice | Other)[];
};

export function packed(rows: readonly EditRow[]): Recording["edits"] {
  let before = rows[0]?.[3] ?? 0;
  return rows.map(([, user, , time, file, what]): OneSplice | Other => {
    const ms = time - before;
    before = time;
    const [only] = what;
    if (file !== null && what.length === 1 && Array.isArray(only)) {
      const [start, end, text] = only as [number, number, string];
      return [user, ms, file, start, end, text];
    }
    return [user, ms, file, what];
  });
}

/** Versions count from 1 behind what it begins with. */
export function unpacked({ edits, time }: Recording): EditRow[] {
  let at = time;
  return edits.map((edit, i): EditRow => {
    const [user, ms, file] = edit;
    at += ms;
    const what = edit.length === 6 ? [[edit[3], edit[4], edit[5]] as const] : edit[3];
    return [i + 1, user, 0, at, file, what];
  });
}

/** As it may stand in a page: no text of it can end the element that it stands in. */
export const asScriptData = (recording: Recording): string => JSON.stringify(recording).replaceAll("<", "\\u003c");
