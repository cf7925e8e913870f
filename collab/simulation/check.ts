// What the simulation throws when the code under test breaks a promise.

export function check(holds: boolean, promise: string, detail?: () => string): asserts holds {
  if (!holds) throw new Error(detail ? `${promise}: ${detail()}` : promise);
}

/** JSON shows both sides of a comparison that failed. */
export function same(actual: unknown, expected: unknown, promise: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === b, promise, () => `${a} is not ${b}`);
}
