// Columns of numbers as varints (LEB128), seven bits to a byte, the lowest first.

export class Column {
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
    this.push(zigzag(value));
  }
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}

export function varint(value: number): Uint8Array {
  const column = new Column();
  column.push(value);
  return column.bytes();
}

export class Reader {
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
    return unzigzag(this.next());
  }
}

/** Small numbers of either sign as small numbers. */
export const zigzag = (value: number): number => (value < 0 ? -value * 2 - 1 : value * 2);
export const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);
