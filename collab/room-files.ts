// What is done with a room's files as wholes: opened, checked, wished otherwise, restored. Of what cannot be, nothing is done.
import type { Bases } from "#collab/bases";
import type { Connection } from "#collab/connection";
import type { EditLog, TextEdit, TreeEdit } from "#collab/edit-log";
import { changesFor } from "#collab/file-wishes";
import { entriesOf, grownBy, type Order, refusedAsGrown, type Signature } from "#collab/order";
import { readOnly, refusal, refuse, unknownFile } from "#collab/refusal";
import { restoring } from "#collab/restoring";
import type { ConnectionId, Effect, Reply, FilesReply, Outside, RoomEvent, RoomState } from "#collab/room-events";
import { roomUpdate } from "#collab/room-update";
import type { Roster } from "#collab/roster";
import { textHash } from "#collab/text-hash";
import { replacing } from "#collab/whole-texts";
import { CHARACTERS_PER_MAPPED } from "#protocol/limits";
import type { FileId } from "#protocol/project";
import type { ClientMessage, RoomMessage } from "#protocol/socket";

export class RoomFiles {
  readonly #state: RoomState;
  readonly #log: EditLog;
  readonly #roster: Roster;
  readonly #bases: Bases;
  readonly #order: Order;

  constructor(state: RoomState, log: EditLog, roster: Roster, bases: Bases, order: Order) {
    this.#state = state;
    this.#log = log;
    this.#roster = roster;
    this.#bases = bases;
    this.#order = order;
  }

  open({ id }: Connection, named: FileId | string): Effect[] {
    const found = this.#state.project.named(named);
    if (!found) return refuse(id, unknownFile);
    const { file, text } = found;
    const { version } = this.#state;
    return [{ type: "send", to: id, message: { type: "file_text", file, version, code: text.toString() } }];
  }

  check({ id }: Connection, { file, version, hash }: Extract<ClientMessage, { type: "check" }>): Effect[] {
    const text = this.#state.project.text(file);
    if (!text) return refuse(id, unknownFile);
    const now = version === this.#state.version;
    // What it costs to look through a long text is paid for like mapping.
    if (now) this.#bases.mapped += text.length / CHARACTERS_PER_MAPPED;
    const same = now && { same: textHash(text) === hash };
    return [{ type: "send", to: id, message: { type: "checked", file, version, ...same } }];
  }

  wished(
    { id, member, role, wholeTexts, project }: Connection,
    { changes: wishes, request }: Extract<ClientMessage, { type: "files_update" }>,
    time: number,
  ): Effect[] {
    const asked = request === undefined ? {} : { request };
    if (role !== "editor") return refuse(id, readOnly, asked);
    // All files are looked through for what stands in the way, and their folders.
    this.#bases.mapped += 2 * this.#state.project.nextFile;
    const changes = changesFor(this.#state.project, wishes);
    if ("refused" in changes) return refuse(id, changes, asked);
    const author = this.#roster.rememberAuthor(member);
    const effects = this.#order.acceptTree({ user: member.user }, changes, time, request);
    const { version } = this.#state;
    // Who is told of no files, and who wanted what is there already, hears of its own wish alone.
    const unheard = effects.length === 0 || wholeTexts || !project;
    const files = entriesOf(changes);
    const answer: RoomMessage = { type: "files_update", version, user: member.user, files, ...asked };
    return [...author, ...effects, ...(unheard ? [{ type: "send" as const, to: id, message: answer }] : [])];
  }

  wishedOutside(event: Extract<RoomEvent, { type: "files_wished" }>): Effect[] {
    const { request, wishes, texts = [], version } = event;
    const tree = changesFor(this.#state.project, wishes);
    if ("refused" in tree) return reply(request, tree);
    const edits: TextEdit[] = [];
    for (const { file, text } of texts) {
      const edit = replacing(this.#state, this.#log, file, text, version);
      if ("refused" in edit) return reply(request, edit);
      if (!edit.changes.empty) edits.push(edit);
    }
    return this.#done(event, tree, edits);
  }

  // As edits that are made now: nothing of what was in between is lost.
  restored(event: Extract<RoomEvent, { type: "restored" }>): Effect[] {
    const { request, version } = event;
    const state = this.#state;
    const then = version <= state.version ? this.#log.projectAt(version) : undefined;
    if (!then) {
      return reply(
        request,
        refusal("version_unknown", `Version ${version} is not known; the room is at ${state.version}`),
      );
    }
    const { tree, texts } = restoring(state.project, then);
    return this.#done(event, tree, texts);
  }

  textReplaced(event: Extract<RoomEvent, { type: "text_replaced" }>): Effect[] {
    const state = this.#state;
    const edit = replacing(state, this.#log, event.file, event.code, event.version);
    if ("refused" in edit) return reply(event.request, edit);
    const effects = roomUpdate(state, this.#roster, 0, event);
    if (!edit.changes.empty) effects.push(...this.#order.acceptOutside(this.#signature(event.key), edit, event.time));
    const code = state.project.text(edit.file)?.toString() ?? "";
    return [...effects, ...reply(event.request, { code, version: state.version })];
  }

  // For somebody outside: first what files there are, then their texts.
  #done({ request, key, time }: Outside, tree: TreeEdit["tree"], texts: readonly TextEdit[]): Effect[] {
    const begun = tree.reduce((sum, { text }) => sum + (text?.length ?? 0), 0);
    const grown = texts.reduce((sum, { changes }) => sum + grownBy(changes), begun);
    const refused = refusedAsGrown(this.#state.project, grown);
    if (refused) return reply(request, refused);
    const by = this.#signature(key);
    const effects = this.#order.acceptTree(by, tree, time);
    for (const edit of texts) effects.push(...this.#order.acceptOutside(by, edit, time));
    return [...effects, ...reply(request, { version: this.#state.version, files: entriesOf(tree) })];
  }

  // Signed 0 whoever asks: what the author's own client has in flight rests on others' edits, and this is one of them.
  #signature(key: string | undefined): Signature {
    const member = this.#roster.memberOf(key);
    return { user: 0, ...(member && { author: member.user }) };
  }
}

const reply = (to: ConnectionId, answer: Reply | FilesReply): Effect[] => [{ type: "reply", to, answer }];
