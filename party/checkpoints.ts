// What D1 has of the room, what it lacks, and how it comes to have all. When that is due, the room's alarm decides.
import type { RoomEngine } from "#collab/room-engine";
import { saveCheckpoint } from "#db/checkpoints";
import { log } from "#operation/log";
import { counters } from "#operation/metrics";
import type { AssetStore } from "#party/asset-store";
import { checkpointDelay } from "#party/checkpoint-plan";
import type { MarkStore } from "#party/mark-store";
import type { RoomStore } from "#party/room-store";
import type { TalkStore } from "#party/talk-store";
import { Turns } from "#party/turns";
import type { Visits } from "#party/visits";

/** What a checkpoint is made of. */
export type CheckpointSources = {
  engine: RoomEngine;
  store: RoomStore;
  visits: Visits;
  marks: MarkStore;
  assets: AssetStore;
  talk: TalkStore;
};

export class Checkpoints {
  readonly #db: D1Database;
  readonly #engine: RoomEngine;
  readonly #store: RoomStore;
  readonly #visits: Visits;
  readonly #marks: MarkStore;
  readonly #assets: AssetStore;
  readonly #talk: TalkStore;
  /** Stands for the room in the log. */
  readonly #mark: string;
  /** The version that D1 has. */
  #version: number;
  /** D1 has an older title or language, or may have. */
  #renamed = false;
  #behindSince: number | undefined;
  #failures = 0;
  #saving: Promise<void> = Promise.resolve();
  /** Its own: one that the room's other work waits in might not come while the object lets nothing else happen. */
  readonly #turns = new Turns();
  #going = 0;

  constructor(
    db: D1Database,
    { engine, store, visits, marks, assets, talk }: CheckpointSources,
    version: number,
    mark: string,
  ) {
    this.#db = db;
    this.#engine = engine;
    this.#store = store;
    this.#visits = visits;
    this.#marks = marks;
    this.#assets = assets;
    this.#talk = talk;
    this.#version = version;
    this.#mark = mark;
  }

  renamed(): void {
    this.#renamed = true;
  }

  /** D1 does not have everything. */
  get behind(): boolean {
    const lacking = this.#engine.state.version > this.#version || this.#visits.untold !== undefined;
    return lacking || this.#renamed || this.#marks.behind || this.#talk.behind;
  }

  /** How far, and since when, for the metrics. */
  get lag(): { versions: number; since: number | undefined } {
    return { versions: this.#engine.state.version - this.#version, since: this.#behindSince };
  }

  /** In how many ms the next is due; undefined when D1 has everything. */
  delayMs(): number | undefined {
    const { behind } = this;
    if (behind) this.#behindSince ??= Date.now();
    return checkpointDelay({
      behind,
      empty: this.#engine.count === 0,
      failures: this.#failures,
      chance: Math.random(),
    });
  }

  /** Resolves when D1 has it, or has refused. One after the other: an older state must not come behind a newer one. */
  save(): Promise<void> {
    this.#going++;
    this.#saving = this.#saving.then(() => this.#save()).finally(() => this.#going--);
    return this.#saving;
  }

  /** Something is on its way to D1. */
  get saving(): boolean {
    return this.#going > 0;
  }

  /** As `save`, where something is lacking; true when D1 has everything that was there when this was asked. */
  async catchUp(): Promise<boolean> {
    await (this.behind ? this.save() : this.#saving);
    return this.#failures === 0;
  }

  // All that is saved is of one moment: it is taken before the first `await`. Packing the state comes behind that, and where
  // nobody waits it is done at once.
  async #save(): Promise<void> {
    const { version, title, language, roomId } = this.#engine.state;
    const visitedAt = this.#visits.untold;
    this.#renamed = false;
    const isEmpty = this.#engine.count === 0;
    if (isEmpty) this.#store.sealAll(this.#engine.state);
    const chunks = this.#store.chunksSince(this.#version);
    const marks = this.#marks.unsaved();
    const talk = this.#talk.unsaved();
    const updatedAt = Date.now();
    const packed = isEmpty
      ? this.#store.snapshot(this.#engine.state)
      : this.#store.snapshotInTurns(this.#engine.state, this.#turns);
    try {
      const state = await packed;
      await this.#assets.save();
      const room = { roomId, version, title, language, updatedAt, visitedAt };
      await saveCheckpoint(this.#db, { ...room, state, chunks, marks: marks.changes, messages: talk.changes });
      marks.saved();
      talk.saved();
      this.#version = version;
      this.#store.checkpointed(version);
      if (visitedAt !== undefined) this.#visits.told(visitedAt);
      this.#failures = 0;
      counters.checkpoints++;
      this.#behindSince = this.behind ? updatedAt : undefined;
    } catch (error) {
      this.#failures++;
      counters.checkpointFailures++;
      this.#renamed = true;
      log("error", { event: "checkpoint failed, will be repeated", room: this.#mark }, error);
    }
  }
}
