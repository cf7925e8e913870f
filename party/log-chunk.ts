// The sealed form of the op log: a run of edits in columns, deflated. About half a byte for a typed character,
// where the readable form takes fifty.
//
// Numbers are varints (LEB128), differences zigzag. Columns one after the other, each behind its length:
//   users (run-length), sequences (difference to the author's last), times (difference), splices per edit,
//   positions (difference to where the splice before it ended), deleted lengths, inserted lengths; then all inserted text.
import { ChangeSet } from "@codemirror/state";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { textOf } from "#collab/changes";
import type { LoggedEdit } from "#collab/edit-log";

const FORMAT = 1;

/** Edits in order and without gaps, on a text of `edits[0].changes.length` units. */
export function encodeChunk(edits: readonly LoggedEdit[]): Uint8Array {
  const columns = Array.from({ length: 7 }, () => new Column());
  const [users, sequences, times, counts, positions, deleted, inserted] = columns as [
    Column,
    Column,
    Column,
    Column,
    Column,
    Column,
    Column,
  ];
  const head = new Column();
  const [first] = edits;
  head.push(FORMAT, first?.version ?? 0, edits.length, first?.changes.length ?? 0, first?.time ?? 0);
  const texts: string[] = [];
  const lastSequence = new Map<number, number>();
  let time = first?.time ?? 0;
  let end = 0;
  let run = { user: -1, length: 0 };
  const closeRun = () => run.length > 0 && users.push(run.user, run.length);
  for (const edit of edits) {
    if (run.user === edit.user) run.length++;
    else {
      closeRun();
      run = { user: edit.user, length: 1 };
    }
    sequences.pushSigned(edit.sequence - (lastSequence.get(edit.user) ?? 0));
    lastSequence.set(edit.user, edit.sequence);
    times.pushSigned(edit.time - time);
    time = edit.time;
    let count = 0;
    edit.changes.iterChanges((from, to, start, stop, text) => {
      count++;
      // In the text after the splices before it: a typist's next key then differs by nothing.
      positions.pushSigned(start - end);
      deleted.push(to - from);
      inserted.push(stop - start);
      texts.push(text.toString());
      end = stop;
    }, true);
    counts.push(count);
  }
  closeRun();
  const bytes = [head, ...columns].flatMap((column) => [varint(column.length), column.bytes()]);
  return deflateRawSync(Buffer.concat([...bytes, Buffer.from(texts.join(""), "utf8")]), { level: 9 });
}

export function decodeChunk(body: Uint8Array): LoggedEdit[] {
  const bytes = inflateRawSync(body);
  let at = 0;
  const column = () => {
    const length = new Reader(bytes, at);
    const size = length.next();
    const reader = new Reader(bytes, length.at);
    at = length.at + size;
    return reader;
  };
  const head = column();
  const [users, sequences, times, counts, positions, deleted, inserted] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ] as const;
  const text = bytes.toString("utf8", at);
  const format = head.next();
  if (format !== FORMAT) throw new Error(`Log chunk of unknown format ${format}`);
  const [start, count] = [head.next(), head.next()];
  let length = head.next();
  let time = head.next();
  const edits: LoggedEdit[] = [];
  const lastSequence = new Map<number, number>();
  let user = 0;
  let run = 0;
  let end = 0;
  let textAt = 0;
  for (let i = 0; i < count; i++) {
    if (run === 0) [user, run] = [users.next(), users.next()];
    run--;
    const sequence = (lastSequence.get(user) ?? 0) + sequences.nextSigned();
    lastSequence.set(user, sequence);
    time += times.nextSigned();
    const splices: { from: number; to: number; insert: ReturnType<typeof textOf> }[] = [];
    let shift = 0;
    for (let left = counts.next(); left > 0; left--) {
      const start = end + positions.nextSigned();
      const [removed, added] = [deleted.next(), inserted.next()];
      const from = start - shift;
      splices.push({ from, to: from + removed, insert: textOf(text.slice(textAt, textAt + added)) });
      textAt += added;
      shift += added - removed;
      end = start + added;
    }
    const changes = ChangeSet.of(splices, length);
    length = changes.newLength;
    edits.push({ version: start + i, user, sequence, time, changes });
  }
  return edits;
}

class Column {
  #bytes = new Uint8Array(64);
  length = 0;
  push(...values: number[]): void {
    for (let value of values) {
      if (this.length + 8 > this.#bytes.length) {
        const grown = new Uint8Array(this.#bytes.length * 2);
        grown.set(this.#bytes);
        this.#bytes = grown;
      }
      // Times pass 2^32, so no bit operators.
      for (; value >= 0x80; value = Math.floor(value / 0x80)) this.#bytes[this.length++] = (value % 0x80) + 0x80;
      this.#bytes[this.length++] = value;
    }
  }
  pushSigned(value: number): void {
    this.push(value < 0 ? -value * 2 - 1 : value * 2);
  }
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

function varint(value: number): Uint8Array {
  const column = new Column();
  column.push(value);
  return column.bytes();
}

class Reader {
  readonly #bytes: Uint8Array;
  at: number;
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }
  next(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new Error("Log chunk ends early");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
  nextSigned(): number {
    const value = this.next();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }
}
