// Whether the page has the width of a phone; the same line as in the style sheets.
import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 640px)");
export const isNarrow = signal(query.matches);
query.addEventListener("change", () => (isNarrow.value = query.matches));
