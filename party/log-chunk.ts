// The sealed form of the op log: a run of edits in columns, deflated. About half a byte for a typed character,
// where the readable form takes fifty.
//
// Numbers are varints (LEB128), differences zigzag. Columns one after the other, each behind its length:
//   head, users (run-length), sequences (difference to the author's last, run-length), times (difference), splices per text
//   edit (run-length), positions (difference to where the splice before it in the same file ended), deleted lengths, inserted lengths,
//   files (run-length: 0 for an edit of the tree, else the file + 1; empty when all are of the main one),
//   lengths (of a file before its first edit in the chunk), edits of the tree (a line of JSON each); then all inserted text.
// The head's numbers are format, first version, count and time. Who asked for edits that are signed 0 stands behind them
// (run-length: 0 for nobody known), unless nobody did: so whoever knows nothing of it reads the rest all the same.
// Format 1 ends with the inserted lengths, its head has the length of its one file, and only its users are run-length.
import { ChangeSet, type Text } from "@codemirror/state";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { textOf } from "#collab/changes";
import type { LoggedEdit } from "#collab/edit-log";
import type { StoredFile } from "#collab/project";
import { Column, Reader, unzigzag, varint, zigzag } from "#party/columns";
import { changeOf, storedChange } from "#party/log-line";
import { type FileId, MAIN_FILE } from "#protocol/project";

const FORMAT = 2;

/** Edits in order and without gaps. */
export function encodeChunk(edits: readonly LoggedEdit[]): Uint8Array {
  const [first] = edits;
  const head = new Column();
  head.push(FORMAT, first?.version ?? 0, edits.length, first?.time ?? 0);
  if (edits.some(({ author }) => author !== undefined))
    pushRuns(
      head,
      edits.map(({ author = 0 }) => author),
    );
  const times = new Column();
  const positions = new Column();
  const deleted = new Column();
  const inserted = new Column();
  const lengths = new Column();
  const steps: number[] = [];
  const splices: number[] = [];
  const trees: string[] = [];
  const texts: string[] = [];
  const lastSequence = new Map<number, number>();
  const places = new Places();
  let time = first?.time ?? 0;
  for (const edit of edits) {
    steps.push(zigzag(edit.sequence - (lastSequence.get(edit.user) ?? 0)));
    lastSequence.set(edit.user, edit.sequence);
    times.pushSigned(edit.time - time);
    time = edit.time;
    if (edit.tree) {
      places.put(edit.tree);
      trees.push(JSON.stringify(edit.tree.map(storedChange)));
      continue;
    }
    const place = places.of(edit.file, () => {
      lengths.push(edit.changes.length);
      return edit.changes.length;
    });
    place.length = edit.changes.newLength;
    let count = 0;
    edit.changes.iterChanges((from, to, start, stop, text) => {
      count++;
      // In the text after the splices before it: a typist's next key then differs by nothing.
      positions.pushSigned(start - place.end);
      deleted.push(to - from);
      inserted.push(stop - start);
      texts.push(text.toString());
      place.end = stop;
    }, true);
    splices.push(count);
  }
  const users = runs(edits.map(({ user }) => user));
  const sequences = runs(steps);
  const counts = runs(splices);
  const ofMain = edits.every(({ file }) => file === MAIN_FILE);
  const files = runs(ofMain ? [] : edits.map(({ file }) => (file === undefined ? 0 : file + 1)));
  const columns = [head, users, sequences, times, counts, positions, deleted, inserted, files, lengths];
  const tree = Buffer.from(trees.join("\n"), "utf8");
  const bytes = [...columns.map((column) => column.bytes()), tree].flatMap((column) => [varint(column.length), column]);
  return deflateRawSync(Buffer.concat([...bytes, Buffer.from(texts.join(""), "utf8")]), { level: 9 });
}

export function decodeChunk(body: Uint8Array): LoggedEdit[] {
  const bytes = inflateRawSync(body);
  let at = 0;
  const next = (): [from: number, to: number] => {
    const length = new Reader(bytes, at);
    const size = length.next();
    at = length.at + size;
    return [length.at, at];
  };
  const column = () => new Reader(bytes, next()[0]);
  const [headFrom, headTo] = next();
  const head = new Reader(bytes, headFrom);
  const [users, sequences, times] = [column(), column(), column()] as const;
  const [counts, positions, deleted, inserted] = [column(), column(), column(), column()] as const;
  const format = head.next();
  if (format !== 1 && format !== FORMAT) throw new Error(`Log chunk of unknown format ${format}`);
  const [version, count] = [head.next(), head.next()];
  const [files, lengths] = format === 1 ? [undefined, head] : [next(), column()];
  // Format 1 has its one length between the count and the time: read here, where the first edit would.
  const places = new Places();
  if (format === 1) places.of(MAIN_FILE, () => head.next());
  let time = head.next();
  const fileRuns = files && files[1] > files[0] ? new Reader(bytes, files[0]) : undefined;
  const trees = format === 1 ? [] : bytes.toString("utf8", ...next()).split("\n");
  const text = bytes.toString("utf8", at);
  let textAt = 0;
  let treeAt = 0;
  const nextUser = runsOf(users);
  const nextAuthor = head.at < headTo ? runsOf(head) : () => 0;
  const nextStep = format === 1 ? () => sequences.next() : runsOf(sequences);
  const nextCount = format === 1 ? () => counts.next() : runsOf(counts);
  const nextFile = fileRuns ? runsOf(fileRuns) : () => MAIN_FILE + 1;
  const lastSequence = new Map<number, number>();
  const edits: LoggedEdit[] = [];
  for (let i = 0; i < count; i++) {
    const user = nextUser();
    const sequence = (lastSequence.get(user) ?? 0) + unzigzag(nextStep());
    lastSequence.set(user, sequence);
    time += times.nextSigned();
    const author = nextAuthor();
    const authorship = { version: version + i, user, sequence, time, ...(author > 0 && { author }) };
    const file = nextFile() - 1;
    if (file < 0) {
      const tree = (JSON.parse(trees[treeAt++] ?? "") as StoredFile[]).map(changeOf);
      places.put(tree);
      edits.push({ ...authorship, tree });
      continue;
    }
    const place = places.of(file, () => lengths.next());
    const splices: { from: number; to: number; insert: Text }[] = [];
    let shift = 0;
    for (let left = nextCount(); left > 0; left--) {
      const start = place.end + positions.nextSigned();
      const [removed, added] = [deleted.next(), inserted.next()];
      const from = start - shift;
      splices.push({ from, to: from + removed, insert: textOf(text.slice(textAt, textAt + added)) });
      textAt += added;
      shift += added - removed;
      place.end = start + added;
    }
    const changes = ChangeSet.of(splices, place.length);
    place.length = changes.newLength;
    edits.push({ ...authorship, file, changes });
  }
  return edits;
}

/** How long each file is, and where its last splice ended. */
class Places {
  readonly #places = new Map<FileId, { length: number; end: number }>();
  of(file: FileId, length: () => number): { length: number; end: number } {
    let place = this.#places.get(file);
    if (!place) this.#places.set(file, (place = { length: length(), end: 0 }));
    return place;
  }
  put(tree: readonly { file: FileId; text?: Text }[]): void {
    for (const { file, text } of tree) if (text) this.#places.set(file, { length: text.length, end: 0 });
  }
}

function runs(values: readonly number[]): Column {
  const column = new Column();
  pushRuns(column, values);
  return column;
}

function pushRuns(column: Column, values: readonly number[]): void {
  for (let i = 0, end = 0; i < values.length; i = end) {
    while (end < values.length && values[end] === values[i]) end++;
    column.push(values[i] ?? 0, end - i);
  }
}

function runsOf(column: Reader): () => number {
  let value = 0;
  let left = 0;
  return () => {
    if (left === 0) [value, left] = [column.next(), column.next()];
    left--;
    return value;
  };
}
