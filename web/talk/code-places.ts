// The places in one file that are talked about, for the editor that shows it.
import type { FileId } from "#protocol/project";
import type { Talk } from "./talk";

/** `thread` is undefined while its first words are written. */
export type CodePlace = { thread: number | undefined; from: number; to: number; isChosen: boolean };

export function codePlaces({ threads, chosen, begun }: Talk, file: FileId): CodePlace[] {
  const open = threads.value.filter((thread) => thread.file === file && !thread.resolved && thread.from < thread.to);
  const places = open.map(({ id, from, to }) => ({ thread: id, from, to, isChosen: id === chosen.value }));
  const { value: place } = begun;
  return place?.file === file && place.from < place.to
    ? [...places, { thread: undefined, from: place.from, to: place.to, isChosen: true }]
    : places;
}
