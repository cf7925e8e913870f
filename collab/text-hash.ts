// A short hash by which two ends tell whether they have the same text. It finds accidents; against intent there is the
// hash chain of the log.
import type { Text } from "@codemirror/state";

/** 64 bits as 16 hex digits: FNV-1a over the UTF-16 units, twice with different beginnings. */
export function textHash(text: Text): string {
  let [one, two] = [0x811c9dc5, 0x01000193];
  const add = (unit: number) => {
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ unit ^ (two >>> 15), 0x85ebca6b);
  };
  for (const chunk of text.iter()) for (let i = 0; i < chunk.length; i++) add(chunk.charCodeAt(i));
  return [one, two].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
