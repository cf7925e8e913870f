// The Durable Object of past.ts: a room's storage as it is, without a room around it.
import { DurableObject } from "cloudflare:workers";
import { ChangeSet, Text } from "@codemirror/state";
import { Commit } from "#collab/commit";
import { applyEdit, type LoggedEdit } from "#collab/edit-log";
import { Project } from "#collab/project";
import type { RoomState } from "#collab/room-events";
import { verify } from "#party/log-proof";
import { encodeState } from "#party/room-state";
import { RoomStore } from "#party/room-store";

/** Edits of a commit, and between two checkpoints. */
const COMMIT_EDITS = 16;
const CHECKPOINT_EDITS = 2_000;

/** Each file has a typist of its own. */
type Patch = [position: number, deleted: number, inserted: string, file?: number];

export class Past extends DurableObject {
  #store = new RoomStore(this.ctx.storage);
  readonly #state: RoomState = {
    roomId: "r",
    viewId: "v",
    epoch: "e",
    version: 0,
    project: Project.of(Text.empty, "main.md"),
    language: "markdown",
    title: "",
    nextUser: 2,
    members: [],
  };
  readonly #sequences = new Map<number, number>();

  /** POST /begin with the texts of files, the main one's first; POST /edits; GET /at/{version}, /verify, /sizes, POST /reborn. */
  override async fetch(request: Request): Promise<Response> {
    const [, what = "", version] = new URL(request.url).pathname.split("/");
    const store = this.#store;
    switch (what) {
      case "begin": {
        for (const [file, text] of (await request.json<string[]>()).entries())
          this.#state.project.put({ file, path: `file-${file}.md`, kind: "text", text: Text.of(text.split("\n")) });
        store.create(this.#state, { snapshots: [], chunks: [] });
        return new Response();
      }
      case "edits":
        return Response.json(this.#type(await request.json<Patch[]>()));
      case "at":
        return new Response(store.projectAt(Number(version))?.main.toString());
      case "verify":
        return Response.json(await verify(store, this.#state));
      case "reborn": {
        const first = encodeState(store.beginning()!);
        const history = { snapshots: [{ version: 0, body: first }], chunks: store.chunksSince(0) };
        this.#store = new RoomStore(this.ctx.storage);
        this.#store.create(this.#state, history);
        return new Response();
      }
      default:
        return Response.json(this.#sizes());
    }
  }

  #type(patches: readonly Patch[]): number {
    const state = this.#state;
    let commit = new Commit();
    for (const [from, deleted, inserted, file = 0] of patches) {
      const { length } = state.project.text(file)!;
      const splice = { from, to: from + deleted, insert: Text.of(inserted.split("\n")) };
      const version = state.version + 1;
      // Six keys a second, as somebody writes.
      const sequence = (this.#sequences.get(file) ?? 0) + 1;
      this.#sequences.set(file, sequence);
      const authorship = { version, user: 1 + file, sequence, time: 1_700_000_000_000 + version * 167 };
      const edit: LoggedEdit = { ...authorship, file, changes: ChangeSet.of(splice, length) };
      this.#store.accepted(edit);
      commit.add([{ type: "append", edit }]);
      applyEdit(state.project, edit);
      state.version = version;
      if (commit.edits.length === COMMIT_EDITS) {
        this.#store.write(commit);
        this.#store.tidy(state);
        commit = new Commit();
      }
      if (version % CHECKPOINT_EDITS === 0) this.#store.snapshot(state);
    }
    this.#store.write(commit);
    this.#store.tidy(state);
    return state.version;
  }

  #sizes() {
    const { sql } = this.ctx.storage;
    const bytes = (query: string) => sql.exec<{ bytes: number | null }>(query).one().bytes ?? 0;
    const library = this.#store.chunksSince(0).reduce((sum, { body }) => sum + body.length, 0);
    return {
      log: bytes(
        "SELECT sum(n) AS bytes FROM (SELECT length(body) AS n FROM chunk UNION ALL SELECT length(body) FROM tail)",
      ),
      keyframes: bytes(
        "SELECT sum(n) AS bytes FROM (SELECT length(body) AS n FROM keyframe UNION ALL SELECT length(body) FROM keyframe_text)",
      ),
      library,
      state: encodeState(this.#state).length,
      rows: this.#store.rowsWritten,
    };
  }
}

export default {
  fetch: (request: Request, env: { PAST: DurableObjectNamespace<Past> }) => env.PAST.getByName("room").fetch(request),
};
