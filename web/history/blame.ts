// Who wrote what of the text that is shown: asked of the room, which has the whole log.
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { BlameAnswer } from "#protocol/history-rest";
import { api } from "#web/api";
import type { PastView } from "./past-view";

export type Spans = BlameAnswer["spans"];
export type Author = { readonly name: string; readonly go: (version: number) => void };

/** While the text changes nobody reads who wrote it. */
const STILL_MS = 250;

export async function loadBlame(roomId: string, path: string, version: number, signal: AbortSignal): Promise<Spans> {
  const query = { at: `v${version}` };
  const { spans } = await api("GET /rooms/{roomId}/blame/{path}", { params: { roomId, path }, query, signal });
  return spans;
}

/** Tells the spans of what is shown as often as that rests, and undefined while nobody wants to know. */
export function blameOf(view: PastView, tell: (spans: Spans | undefined) => void): () => void {
  const wanted: ReadonlySignal<string> = computed(() => {
    const shown = view.shown.value;
    if (!view.showsBlame.value || view.isPlaying.value || !shown) return "";
    const entry = shown.files.find(({ file }) => file === shown.file);
    return entry?.kind === "text" ? `${shown.version} ${entry.path}` : "";
  });
  return effect(() => {
    const [version = "", ...path] = wanted.value.split(" ");
    tell(undefined);
    if (version === "") return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      loadBlame(view.id, path.join(" "), Number(version), stop.signal).then(tell, (error: unknown) => {
        if (!stop.signal.aborted) console.warn("Who wrote this could not be asked", error);
      });
    }, STILL_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  });
}
