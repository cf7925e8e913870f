// One look at a room's past: which version is shown, how it plays, and what may be done with it. Lives outside the
// component tree, as the room's session does; it never joins the room, so nobody sees that somebody looks.
import { batch, computed, signal } from "@preact/signals";
import { ApiProblem } from "#client/api";
import type { HistoryAnswer } from "#protocol/history-rest";
import type { Mark } from "#protocol/mark";
import { type FileEntry, type FileId, languageOf, MAIN_FILE } from "#protocol/project";
import type { RoomAnswer } from "#protocol/rest";
import type { Message } from "#protocol/talk";
import { api } from "#web/api";
import { asMember } from "#web/client-identity";
import { askedVersion } from "./asked-version";
import { advance, type Pace, stepFrom, type Trace, tracesOf } from "./pace";
import { apiSource } from "./past-source";
import type { PastFiles } from "./past-edits";
import { Player } from "./player";
import { ticksOf } from "./timeline-ticks";

/** How often the page asks whether the room has gone on: while it is shown as it is now, and else. */
const LIVE_MS = 2_000;
const QUIET_MS = 10_000;
/** Stretches that are loaded ahead for what the timeline shows of them; longer histories load as they are watched. */
const AHEAD_VERSIONS = 50_000;
/** Before which nothing says that something is loading: a flicker tells nothing. */
const PATIENCE_MS = 200;

export type Shown = {
  readonly version: number;
  readonly files: readonly FileEntry[];
  readonly file: FileId;
  readonly text: string;
  readonly language: string;
  readonly traces: readonly Trace[];
};

export type Compared = { readonly version: number; readonly name: string; readonly files: PastFiles };

export class PastView {
  readonly id: string;
  readonly room = signal<RoomAnswer | undefined>(undefined);
  readonly info = signal<HistoryAnswer | undefined>(undefined);
  readonly said = signal<readonly Message[]>([]);
  readonly problem = signal<"unknown" | "unreachable" | undefined>(undefined);
  /** What the address asked for and the room does not have; the newest version is shown instead. */
  readonly missing = signal<string | undefined>(undefined);
  /** What is on the screen. */
  readonly shown = signal<Shown | undefined>(undefined);
  /** What is asked for: it is on the screen a moment later. */
  readonly version = signal(0);
  readonly newest = signal(0);
  readonly isLoading = signal(false);
  readonly isPlaying = signal(false);
  readonly pace = signal<Pace>({ speed: 4, skipsPauses: true });
  readonly file = signal<FileId>(MAIN_FILE);
  readonly compared = signal<Compared | undefined>(undefined);
  readonly showsBlame = signal(false);
  /** Whoever missed something watches it, and then goes on in the room. */
  readonly leadsToRoom: boolean;
  /** Counts the stretches that are here. */
  readonly loaded = signal(0);
  readonly canWrite = computed(() => this.room.value?.role === "editor");
  readonly isLive = computed(() => this.version.value === this.newest.value);
  readonly ticks = computed(() => ticksOf(this.info.value, this.said.value));
  player: Player | undefined;

  readonly #stop = new AbortController();
  #frame = 0;
  #left = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #loadingTimer: ReturnType<typeof setTimeout> | undefined;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #onEnd: () => void;

  /** `asked` is the address's query: `at` a version or a time, `from` where playing begins. */
  constructor(id: string, asked: URLSearchParams, onEnd: () => void) {
    this.id = id;
    this.#onEnd = onEnd;
    this.leadsToRoom = asked.has("from");
    document.addEventListener("visibilitychange", () => document.hidden || this.#askSoon(0), {
      signal: this.#stop.signal,
    });
    void this.#open(asked);
  }

  dispose(): void {
    this.#stop.abort();
    this.pause();
    for (const timer of [this.#timer, this.#loadingTimer, this.#addressTimer]) clearTimeout(timer);
  }

  nameOf(user: number): string {
    if (user === 0) return "somebody from outside";
    return this.info.value?.people.find((one) => one.user === user)?.name ?? `person ${user}`;
  }

  /** Who made the version that is shown, and when; undefined of the beginning. */
  authorship(version: number): { user: number; time: number } | undefined {
    const user = version > 0 ? this.player?.userAt(version) : undefined;
    return user === undefined ? undefined : { user, time: this.player?.timeAt(version) ?? 0 };
  }

  // --- what the person does ---

  show(version: number): void {
    this.#left = 0;
    this.version.value = Math.max(0, Math.min(this.newest.value, Math.round(version)));
    this.#draw();
    this.#noteAddress();
  }
  seek(version: number): void {
    this.pause();
    this.missing.value = undefined;
    this.show(version);
  }
  step(by: 1 | -1): void {
    if (this.player) this.seek(stepFrom(this.player, this.version.value, by, this.pace.value.author));
  }
  /** To the next named version, run or message; to the end when there is none. */
  stepTick(by: 1 | -1): void {
    const places = this.ticks.value.map(({ version }) => version).filter((at) => (at - this.version.value) * by > 0);
    this.seek(by > 0 ? Math.min(this.newest.value, ...places) : Math.max(0, ...places));
  }
  play(): void {
    if (this.isPlaying.value) return;
    if (this.isLive.value) this.show(0);
    this.isPlaying.value = true;
    let last = performance.now();
    const frame = (now: number) => {
      this.#frame = requestAnimationFrame(frame);
      // After a hidden tab or a long load time does not jump.
      this.#play(Math.min(now - last, 100));
      last = now;
    };
    this.#frame = requestAnimationFrame(frame);
  }
  pause(): void {
    cancelAnimationFrame(this.#frame);
    this.isPlaying.value = false;
    this.#noteAddress();
  }
  choose(file: FileId): void {
    this.file.value = file;
    this.#draw();
  }
  setPace(pace: Partial<Pace>): void {
    this.pace.value = { ...this.pace.value, ...pace };
  }

  toggleBlame(): void {
    this.showsBlame.value = !this.showsBlame.value;
  }
  closeComparison(): void {
    this.compared.value = undefined;
  }
  /** From a version to what is shown. */
  async compare(version: number, name: string): Promise<void> {
    this.pause();
    const files = await this.filesAt(version);
    if (files) this.compared.value = { version, name, files };
  }

  /** From what is shown. */
  async compareWithNow(): Promise<void> {
    await this.compare(this.version.value, "");
    if (this.compared.value) this.show(this.newest.value);
  }

  /** A copy of its own; undefined when it could not be loaded. */
  async filesAt(version: number): Promise<PastFiles | undefined> {
    try {
      await this.player?.load(version);
    } catch {
      this.problem.value = "unreachable";
    }
    const files = this.player?.at(version);
    return files && new Map(files);
  }

  async nameVersion(name: string, version = this.version.value): Promise<void> {
    const headers = await asMember(this.id);
    await api("POST /rooms/{roomId}/marks", { params: { roomId: this.id }, body: { name, version }, headers });
    await this.askAgain();
  }
  async renameMark({ id }: Mark, name: string): Promise<void> {
    const headers = await asMember(this.id);
    await api("PATCH /rooms/{roomId}/marks/{markId}", { params: this.#mark(id), body: { name }, headers });
    await this.askAgain();
  }
  async deleteMark({ id }: Mark): Promise<void> {
    await api("DELETE /rooms/{roomId}/marks/{markId}", { params: this.#mark(id) });
    await this.askAgain();
  }
  /** The version that the restored files are. */
  async restore(version: number): Promise<number> {
    const before = this.version.value;
    const params = { roomId: this.id };
    const headers = await asMember(this.id);
    const answer = await api("POST /rooms/{roomId}/restore", { params, body: { version }, headers });
    await this.askAgain();
    // Unless the person went elsewhere meanwhile.
    if (this.version.value === before) this.seek(answer.version);
    return answer.version;
  }
  async fork(version: number): Promise<string> {
    const params = { roomId: this.id };
    const headers = await asMember(this.id);
    const { roomId } = await api("POST /rooms/{roomId}/fork", { params, body: { version }, headers });
    return roomId;
  }

  /** What the room has become since. */
  async askAgain(): Promise<void> {
    const info = await api("GET /rooms/{roomId}/history", { params: { roomId: this.id } });
    const before = this.newest.value;
    const wentOn = info.version > before;
    batch(() => {
      this.info.value = info;
      this.newest.value = info.version;
    });
    if (this.player) this.player.newest = info.version;
    if (wentOn) {
      await this.player?.load(info.version);
      this.loaded.value++;
    }
    // Whoever looks at what there is now goes along.
    if (wentOn && this.version.value === before && !this.isPlaying.value) this.show(info.version);
  }

  // --- behind it ---

  readonly #mark = (id: number) => ({ roomId: this.id, markId: String(id) });

  async #open(asked: URLSearchParams): Promise<void> {
    const params = { roomId: this.id };
    try {
      const [room, info] = await Promise.all([
        api("GET /rooms/{roomId}", { params }),
        api("GET /rooms/{roomId}/history", { params }),
      ]);
      const { version, plays, missing } = await askedVersion(this.id, asked, info.version);
      this.missing.value = missing;
      this.player = new Player(apiSource(this.id), info.version);
      batch(() => {
        this.room.value = room;
        this.info.value = info;
        this.newest.value = info.version;
      });
      this.show(version);
      if (plays) this.play();
      this.#askSoon(LIVE_MS);
      void this.#loadAhead();
      // Ticks on the timeline, and no more: without them it is whole, too.
      this.said.value = await api("GET /rooms/{roomId}/chat", { params }).then(
        ({ messages }) => messages,
        () => [],
      );
    } catch (error) {
      const isUnknown = error instanceof ApiProblem && [404, 422].includes(error.status);
      this.problem.value = isUnknown ? "unknown" : "unreachable";
    }
  }

  async #loadAhead(): Promise<void> {
    const { player } = this;
    if (!player || this.newest.value > AHEAD_VERSIONS) return;
    try {
      for (let version = 1; version <= player.newest && !this.#stop.signal.aborted;) {
        await player.load(version);
        this.loaded.value++;
        version = (player.editsAt(version)?.after ?? 0) + (player.editsAt(version)?.count ?? 1) + 1;
      }
    } catch {
      // It is loaded when it is looked at, and that says so if it fails.
    }
  }

  #askSoon(ms = this.isLive.value ? LIVE_MS : QUIET_MS): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(async () => {
      if (document.hidden) return; // asked again when it is looked at
      try {
        await this.askAgain();
        if (this.problem.value === "unreachable") this.problem.value = undefined;
      } catch {
        // What is here stays here; the next time may be better.
      }
      this.#askSoon();
    }, ms);
  }

  #play(ms: number): void {
    const { player } = this;
    if (!player) return;
    const from = { version: this.version.value, left: this.#left };
    const { version, left, waits } = advance(player, from, ms, this.pace.value);
    this.#left = left;
    if (waits) this.#load(version + 1);
    else if (version !== from.version) {
      this.version.value = version;
      this.#draw();
      // What comes next is here before it is needed.
      if (!player.isLoaded(Math.min(player.newest, version + 2_000)))
        void player.load(Math.min(player.newest, version + 2_000)).catch(() => {});
    }
    if (version >= this.newest.value) {
      this.pause();
      this.#onEnd();
    }
  }

  #load(version: number): void {
    this.#loadingTimer ??= setTimeout(() => (this.isLoading.value = true), PATIENCE_MS);
    const loading = this.player?.load(version);
    void loading
      ?.then(
        () => {
          this.loaded.value++;
          if (version === this.version.value) this.#draw();
        },
        () => (this.problem.value = "unreachable"),
      )
      .finally(() => {
        clearTimeout(this.#loadingTimer);
        this.#loadingTimer = undefined;
        this.isLoading.value = false;
      });
  }

  #draw(): void {
    const { player } = this;
    if (!player) return;
    const version = this.version.value;
    const files = player.at(version);
    if (!files) return this.#load(version);
    const before = this.shown.peek();
    const isOnward = before !== undefined && version > before.version && before.file === this.file.value;
    const from = this.isPlaying.peek() && isOnward ? before.version : version - 1;
    // Playing goes to where something happens.
    const here = files.get(this.file.value);
    if (
      !here ||
      here.entry.deleted ||
      (this.isPlaying.peek() && player.editsAt(version)?.file(version) !== undefined)
    ) {
      const wanted = player.editsAt(version)?.file(version);
      const next = [wanted, this.file.value, MAIN_FILE].find((file) => {
        const found = file === undefined ? undefined : files.get(file);
        return found && !found.entry.deleted;
      });
      this.file.value = next ?? MAIN_FILE;
    }
    const file = this.file.value;
    const found = files.get(file);
    this.shown.value = {
      version,
      files: entriesOf(files, before?.files),
      file,
      text: found?.entry.kind === "text" ? found.text.toString() : "",
      language: this.languageOf(found?.entry),
      traces: version > 0 ? tracesOf(player, Math.max(0, Math.min(from, version - 1)), version, file) : [],
    };
  }

  languageOf(entry: FileEntry | undefined): string {
    if (!entry) return "plaintext";
    return entry.file === MAIN_FILE ? (this.room.value?.language ?? "plaintext") : languageOf(entry);
  }

  // Not with every frame: browsers refuse addresses that change too often.
  #noteAddress(): void {
    clearTimeout(this.#addressTimer);
    if (this.#stop.signal.aborted) return;
    this.#addressTimer = setTimeout(() => {
      if (!this.isPlaying.value && this.shown.value) history.replaceState(null, "", this.addressOf(this.version.value));
    }, 300);
  }
  addressOf(version: number): string {
    return `/r/${this.id}/history${version === this.newest.value ? "" : `?at=v${version}`}`;
  }
}

/** The entries that are shown; the same list as before where nothing of it is otherwise, so that nothing is drawn anew. */
function entriesOf(files: PastFiles, before: readonly FileEntry[] | undefined): readonly FileEntry[] {
  const entries: FileEntry[] = [];
  for (const { entry } of files.values()) if (!entry.deleted) entries.push(entry);
  const isSame = before?.length === entries.length && entries.every((entry, i) => entry === before[i]);
  return isSame ? before : entries;
}
