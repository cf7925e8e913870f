// Seeded chance: xoshiro128**, its state filled by splitmix32. The same seed gives the same run on every machine.

export class Random {
  readonly #s: Uint32Array;

  constructor(seed: number) {
    let z = seed >>> 0;
    this.#s = Uint32Array.from({ length: 4 }, () => {
      z = (z + 0x9e3779b9) >>> 0;
      let x = z;
      x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
      x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
      return (x ^ (x >>> 15)) >>> 0;
    });
  }

  #next(): number {
    const s = this.#s as unknown as [number, number, number, number];
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** At least 0, less than 1. */
  fraction(): number {
    return this.#next() / 0x1_0000_0000;
  }
  /** 0 … below - 1. */
  int(below: number): number {
    return Math.floor(this.fraction() * below);
  }
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }
  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.int(from.length)] ?? from[0];
  }
  /** The key of one weight, as often as it weighs. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
    const entries = Object.entries(weights) as [K, number][];
    let at = this.fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    const found = entries.find(([, weight]) => (at -= weight) < 0) ?? entries.at(-1);
    if (!found) throw new Error("nothing to choose from");
    return found[0];
  }
}
