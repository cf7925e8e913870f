// All versions of a room, any of them at once: stretches of its log with keyframes in them, as many as fit. Texts are
// trees that share what is the same, so a keyframe costs little more than its list of files.
//
//   stretch   |––––––––k––––––––k––––––––k–––––|      k  keyframe, made when playing comes by
//   going on applies edits; going back begins at the nearest keyframe before
//
// 1. What `at` gives is what applying the whole log up to there gives.
// 2. Nothing is kept beyond STRETCHES_MAX stretches; what is needed again is asked for again.
import type { FileId } from "#protocol/project";
import { type EditRow, filesOf, type PastEntry, PastEdits, type PastFiles, STRETCH } from "./past-edits";

/** 400,000 edits, of some 50 bytes each. */
const STRETCHES_MAX = 96;
/** Edits between keyframes: replayed in a few ms. */
const KEYFRAME_EDITS = 256;
/** Where a list of files is long, keyframes are fewer. */
const FILES_PER_KEYFRAME_EDIT = 1;

/** Where the past comes from: the room's API, or what is written in a page. */
export type PastSource = {
  /** Edits after a version, as many as may be had at once: at least one, at most `limit`. */
  edits(after: number, limit: number): Promise<readonly EditRow[]>;
  /** All files at a version that were not deleted, with their texts. */
  files(version: number): Promise<readonly PastEntry[]>;
};

type Stretch = {
  readonly edits: PastEdits;
  /** Files at some of its versions, ascending. */
  readonly keyframes: { readonly version: number; readonly files: PastFiles }[];
  /** Files that came back into sight and were not among those it began with, by the version that brought them. */
  readonly restored: Map<number, PastFiles>;
  /** Goes along with what is looked at. */
  cursor: { version: number; files: PastFiles };
};

export class Player {
  readonly #source: PastSource;
  /** By their places in the log; the one used last at the end. */
  readonly #stretches = new Map<number, Stretch>();
  readonly #loading = new Map<number, Promise<void>>();
  /** The newest version there is, as far as anybody said. */
  newest: number;

  constructor(source: PastSource, newest: number) {
    this.#source = source;
    this.newest = newest;
  }

  /** The files at a version, to be read before the next call; undefined while they have to be loaded. */
  at(version: number): PastFiles | undefined {
    const stretch = this.#stretchOf(version);
    if (!stretch || version > stretch.edits.after + stretch.edits.count) return undefined;
    const nearest = stretch.keyframes.findLast((keyframe) => keyframe.version <= version);
    const { cursor } = stretch;
    if (nearest && (cursor.version > version || nearest.version > cursor.version))
      stretch.cursor = { version: nearest.version, files: new Map(nearest.files) };
    this.#play(stretch, version);
    return stretch.cursor.files;
  }

  isLoaded(version: number): boolean {
    const stretch = this.#stretches.get(placeOf(version));
    return stretch !== undefined && version <= stretch.edits.after + stretch.edits.count;
  }

  /** Loads what `at` needs for a version. */
  load(version: number): Promise<void> {
    const place = placeOf(version);
    if (this.isLoaded(version)) return Promise.resolve();
    const loading = this.#loading.get(place) ?? this.#load(place, version).finally(() => this.#loading.delete(place));
    this.#loading.set(place, loading);
    return loading.then(() => (this.isLoaded(version) || version > this.newest ? undefined : this.load(version)));
  }

  // Who made a version, when and where; undefined while that has to be loaded.
  userAt(version: number): number | undefined {
    return this.isLoaded(version) ? this.#stretches.get(placeOf(version))?.edits.user(version) : undefined;
  }
  timeAt(version: number): number | undefined {
    return this.isLoaded(version) ? this.#stretches.get(placeOf(version))?.edits.time(version) : undefined;
  }
  editsAt(version: number): PastEdits | undefined {
    return this.isLoaded(version) ? this.#stretches.get(placeOf(version))?.edits : undefined;
  }

  #stretchOf(version: number): Stretch | undefined {
    const place = placeOf(version);
    const stretch = this.#stretches.get(place);
    if (!stretch) return undefined;
    this.#stretches.delete(place);
    this.#stretches.set(place, stretch);
    return stretch;
  }

  #play(stretch: Stretch, to: number): void {
    const { cursor, keyframes, edits } = stretch;
    while (cursor.version < to) {
      const version = ++cursor.version;
      edits.apply(cursor.files, version);
      for (const [file, found] of stretch.restored.get(version) ?? []) cursor.files.set(file, found);
      const every = Math.max(KEYFRAME_EDITS, cursor.files.size * FILES_PER_KEYFRAME_EDIT);
      if (version - (keyframes.at(-1)?.version ?? 0) >= every)
        keyframes.push({ version, files: new Map(cursor.files) });
    }
  }

  async #load(place: number, version: number): Promise<void> {
    const after = place * STRETCH;
    const known = this.#stretches.get(place);
    const edits = known?.edits ?? new PastEdits(after);
    const least = Math.min(after + STRETCH, this.newest);
    const base = known ? undefined : this.#base(after);
    const more = async () => {
      while (edits.after + edits.count < Math.max(least, version)) {
        const from = edits.after + edits.count;
        const rows = await this.#source.edits(from, STRETCH - edits.count);
        if (rows.length === 0) break; // it ends here
        edits.add(rows);
        this.newest = Math.max(this.newest, from + rows.length);
        if (edits.isFull) break;
      }
    };
    const before = edits.count;
    const [files] = await Promise.all([base, more()]);
    const stretch: Stretch = known ?? {
      edits,
      keyframes: [{ version: after, files: new Map(files) }],
      restored: new Map(),
      cursor: { version: after, files: new Map(files) },
    };
    await this.#findRestored(stretch, before);
    if (known) return;
    this.#stretches.set(place, stretch);
    for (const old of this.#stretches.keys()) {
      if (this.#stretches.size <= STRETCHES_MAX) break;
      this.#stretches.delete(old);
    }
  }

  /** The files a stretch begins with: those that the one before ends with, if it is here. */
  async #base(version: number): Promise<PastFiles> {
    const before = version > 0 ? this.at(version) : undefined;
    return before ? new Map(before) : filesOf(await this.#source.files(version));
  }

  // The room tells of files that are not deleted. One that comes back within the stretch comes without its text.
  async #findRestored(stretch: Stretch, before: number): Promise<void> {
    const { edits, restored, keyframes } = stretch;
    const known = new Set<FileId>(keyframes[0]?.files.keys());
    const missing: number[] = [];
    for (let i = 1; i <= edits.count; i++) {
      for (const { file, kind, deleted, text } of edits.entries(edits.after + i)) {
        if (known.has(file)) continue;
        if (kind === "text" && text === undefined && deleted) continue; // of no interest until it is back
        if (kind === "text" && text === undefined && i > before) missing.push(edits.after + i);
        known.add(file);
      }
    }
    for (const version of new Set(missing)) {
      const then = filesOf(await this.#source.files(version));
      const files = edits.entries(version).map(({ file }) => file);
      restored.set(version, new Map([...then].filter(([file]) => files.includes(file))));
    }
  }
}

/** Which stretch a version is played in: the one whose edits made it. */
const placeOf = (version: number): number => Math.floor(Math.max(0, version - 1) / STRETCH);
