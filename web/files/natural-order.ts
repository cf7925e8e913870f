// The order in which people expect names: "part 2" before "part 10", whatever their capitals.
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

export function naturally(a: string, b: string): number {
  // Of two that differ by capitals alone, always the same one is first.
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b));
}
