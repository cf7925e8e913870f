// The messages of the room's socket, both ways. The rules they follow are numbered in SPEC.md.
import { z } from "zod";
import { attentionMessages, attentionWishes, attentive } from "#protocol/attention";
import { clientId } from "#protocol/client-id";
import type { LanguageId } from "#protocol/languages";
import { fileEntry, fileId, filePath, fileWishes, type FileId } from "#protocol/project";
import { role } from "#protocol/role";
import { runMessage, runSoFar } from "#protocol/room-run";
import { talkMessages, talkSoFar, talkWishes } from "#protocol/talk";
import { exactText, inputText, isExactText, language, memberName, roomTitle, wholeText } from "#protocol/text";
import {
  OPEN_FILES_MAX,
  RUN_INPUT_LENGTH_MAX,
  RUN_STDIN_LENGTH_MAX,
  SELECTIONS_MAX,
  SPLICES_MAX,
} from "#protocol/limits";

/** Stands in `init`; raised when an old client could no longer understand the room. */
export const PROTOCOL = 1;

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
// Held against the text by the engine: a text typed ahead of a room that fills up may be longer than the room's can be.
const position = count;
const file = z
  .union([fileId, filePath])
  .meta({ description: "A file by its number, or by the path it has when this is handled. Without: the main one." });
const request = z.string().max(64);

export const splice = z.object({ start: position, end: position, text: exactText }).meta({
  id: "Splice",
  description: "Replaces [start, end) by text, in UTF-16 units of the text before the edit.",
});
export type Splice = z.infer<typeof splice>;

export const diff = z.union([splice.transform((one) => [one]), z.array(splice).max(SPLICES_MAX)]);

export const selection = z.object({ anchor: position, head: position }).meta({ id: "Selection" });
export type Selection = z.infer<typeof selection>;
const selections = z.union([selection.transform((one) => [one]), z.array(selection).max(SELECTIONS_MAX)]);

/** One edit: splices against a version, or the whole text of a client that knows nothing smaller. */
export type CodeUpdate = { type: "code_update"; sequence?: number; file?: FileId | string } & (
  | { version: number; diff: Splice[] }
  | { code: string; version?: number; language?: LanguageId }
);

const codeUpdate = z
  .object({
    type: z.literal("code_update"),
    version: count.optional(),
    diff: diff.optional(),
    code: wholeText.optional(),
    language: language.optional(),
    sequence: count.min(1).optional(),
    file: file.optional(),
  })
  .transform(({ version, diff, code, language, ...rest }, context): CodeUpdate => {
    if (diff && version !== undefined && code === undefined) return { ...rest, version, diff };
    if (code !== undefined && !diff)
      return { ...rest, code, ...(version !== undefined && { version }), ...(language && { language }) };
    context.issues.push({ code: "custom", message: "Needs version and diff, or code", input: undefined });
    return z.NEVER;
  })
  .meta({
    description:
      "One edit: splices against a version, or the whole text of a client that knows nothing smaller. With a `sequence` (1, 2, 3 … of its client) it counts once, however often it is sent.",
    oneOf: [
      { required: ["version", "diff"], properties: { code: false } },
      { required: ["code"], properties: { diff: false } },
    ],
  });

const runId = z.uuid();

export const clientMessage = z.discriminatedUnion("type", [
  codeUpdate,
  z
    .object({
      type: z.literal("cursor_update"),
      position,
      selection: selections.optional(),
      version: count.optional(),
      file: file.optional(),
    })
    .meta({
      description: "The sender's caret and selections, in the text at `version` with its own edits so far.",
    }),
  z
    .object({ type: z.literal("room_update"), language: language.optional(), title: roomTitle.optional() })
    .meta({ description: "The room's language or title, seen by all." }),
  z
    .object({ type: z.literal("profile_update"), name: memberName })
    .meta({ description: "The sender's name, seen by all." }),
  z.object({ type: z.literal("check"), file: fileId, version: count, hash: z.string().max(16) }).meta({
    description: "Asks whether the text that the sender has of a file at `version` is the room's.",
  }),
  z.object({ type: z.literal("open"), file }).meta({ description: "Asks for a file's text, and answered by it." }),
  z.object({ type: z.literal("files_update"), changes: fileWishes, request: request.optional() }).meta({
    description:
      "New files, and what of others is to be otherwise: all of it or nothing. `request` comes back with the answer.",
  }),
  z.object({ type: z.literal("run"), stdin: inputText(RUN_STDIN_LENGTH_MAX).optional(), file: file.optional() }).meta({
    description:
      "Runs a file, the main one unless `file` names another, with all others beside it, as they are when this is handled. `stdin` comes before what is typed into the run.",
  }),
  z
    .object({
      type: z.literal("run_input"),
      run: runId,
      text: inputText(RUN_INPUT_LENGTH_MAX).optional(),
      eof: z.boolean().optional(),
    })
    .meta({ description: "Typed into the run; with `eof` nothing comes after it." }),
  z.object({ type: z.literal("run_stop"), run: runId }).meta({ description: "Ends the run for everybody." }),
  ...talkWishes,
  ...attentionWishes,
  z
    .object({ type: z.literal("ping") })
    .meta({ description: "Answered by `pong`, without waking an idle room when it is exactly this and nothing else." }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * What nearly every message is, one numbered splice, as `clientMessage` would read it; undefined when the JSON is anything
 * else, right or wrong. The schema takes a quarter of the JavaScript that a key costs the room (measured).
 */
export function numberedSplice(json: unknown): ClientMessage | undefined {
  if (!isObject(json) || json["type"] !== "code_update") return undefined;
  const { version, sequence, diff, file } = json;
  if (!isCount(version) || !isCount(sequence) || sequence === 0) return undefined;
  if (!Array.isArray(diff) || diff.length !== 1 || !isObject(diff[0])) return undefined;
  const { start, end, text } = diff[0];
  if (!isCount(start) || !isCount(end) || !isExactText(text) || Object.keys(diff[0]).length !== 3) return undefined;
  if (file !== undefined && !isCount(file)) return undefined;
  return Object.keys(json).length === (file === undefined ? 4 : 5) ? (json as ClientMessage) : undefined;
}

export const member = z.object({ user: count, name: z.string(), color: count, role }).meta({ id: "Member" });
export type Member = z.infer<typeof member>;

export const presence = member
  .extend({
    position: position.optional(),
    selection: z.array(selection).optional(),
    file: fileId.optional(),
    ...attentive,
  })
  .meta({ id: "Presence" });
export type Presence = z.infer<typeof presence>;

export const editRun = z
  .object({
    from: count,
    version: count,
    user: count,
    diff: z.array(splice).meta({ description: "Of the file that `file` names, or of the main one." }),
    sequence: count.optional().meta({ description: "The receiver's own: the last of its sequences in the run." }),
    file: fileId.optional(),
    also: z
      .array(z.object({ file: fileId, diff: z.array(splice) }))
      .optional()
      .meta({ description: "What it did to further files." }),
    files: z.array(fileEntry).optional().meta({ description: "Files that are there since, or otherwise." }),
  })
  .meta({
    id: "EditRun",
    description: "A run of one member's edits: takes the text at `from` to the text at `version`.",
  });
export type EditRun = z.infer<typeof editRun>;

export const refusalCode = z.enum([
  "bad_json",
  "bad_message",
  "bad_position",
  "too_large",
  "sequence_gap",
  "version_unknown",
  "unknown_file",
  "file_exists",
  "bad_path",
  "read_only",
  "room_full",
  "unknown_room",
  "rate_limited",
  "superseded",
  "run_busy",
  "run_unavailable",
  "run_unknown",
  "unknown_thread",
  "unavailable",
  "internal",
]);
export type RefusalCode = z.infer<typeof refusalCode>;

export const roomMessage = z.discriminatedUnion("type", [
  z
    .object({
      type: z.literal("init"),
      protocol: count,
      roomId: z.string(),
      viewId: z.string().optional(),
      role,
      epoch: z.string(),
      version: count,
      code: z.string().optional(),
      edits: z.array(editRun).optional(),
      files: z.array(fileEntry).optional(),
      texts: z.array(z.object({ file: fileId, code: z.string() })).optional(),
      language: z.string(),
      title: z.string(),
      user: member.extend({ sequence: count }).meta({
        description: "The receiver; `sequence` is the last of its edits that the room has.",
      }),
      users: z.array(presence),
      count,
      run: runSoFar.optional(),
      talk: talkSoFar.optional(),
    })
    .meta({
      description:
        "Always first. `code` is the text at `version`; `edits` lead there from the `since` that was asked for.",
    }),
  z
    .object({
      type: z.literal("ack"),
      version: count,
      sequence: count.optional(),
      diff: z.array(splice).optional(),
      code: z.string().optional(),
    })
    .meta({
      description: "The receiver's edit is durable as `version`; `diff` tells how others' edits moved it.",
    }),
  z
    .object({
      type: z.literal("code_update"),
      version: count,
      user: count,
      file: fileId.optional(),
      diff: z.array(splice).optional(),
      code: z.string().optional(),
      language: z.string().optional(),
    })
    .meta({ description: "Somebody's edit, to the text at `version` - 1; or, with sync=full, the text at `version`." }),
  z
    .object({
      type: z.literal("cursor_update"),
      user: count,
      version: count,
      position,
      selection: z.array(selection).optional(),
      file: fileId.optional(),
    })
    .meta({ description: "Somebody moved, in the text at `version`." }),
  z.object({ type: z.literal("checked"), file: fileId, version: count, same: z.boolean().optional() }).meta({
    description: "The answer to a `check`; without `same` the room is at another version by now.",
  }),
  z
    .object({ type: z.literal("file_text"), file: fileId, version: count, code: z.string() })
    .meta({ description: "The text of the file that `open` asked for, at `version`." }),
  z
    .object({
      type: z.literal("files_update"),
      version: count,
      user: count,
      files: z.array(fileEntry),
      request: request.optional(),
    })
    .meta({ description: "The edit with this `version`: files are there, or otherwise. Told to its sender, too." }),
  z
    .object({
      type: z.literal("room_update"),
      user: count,
      language: z.string().optional(),
      title: z.string().optional(),
    })
    .meta({ description: "The room's language or title was changed." }),
  z.object({ type: z.literal("profile_update"), user: member }).meta({ description: "Somebody has another name." }),
  z
    .object({ type: z.literal("user_joined"), count, user: member })
    .meta({ description: "Somebody came; `count` connections are open." }),
  z.object({ type: z.literal("user_left"), count, user: count }).meta({ description: "Somebody left." }),
  z.object({ type: z.literal("user_count_update"), count }).meta({ description: "Follows each join and leave." }),
  ...runMessage.options,
  ...talkMessages,
  ...attentionMessages,
  z.object({ type: z.literal("pong") }).meta({ description: "The answer to a `ping`." }),
  z
    .object({
      type: z.literal("error"),
      code: refusalCode,
      message: z.string(),
      sequence: count.optional(),
      request: request.optional(),
    })
    .meta({
      description:
        "What was wrong with the message just sent; the connection goes on. `sequence` is that of the edit it refuses.",
    }),
]);
export type RoomMessage = z.infer<typeof roomMessage>;

/** A frame from the room: one message, or with batch=1 a list of them. The usual one is tried first: it halves the time. */
export const roomFrame = z.union([roomMessage.transform((message) => [message]), z.array(roomMessage)]);

const flag = (value: string) => z.literal(value).optional().catch(undefined);
const versionText = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .optional()
  .catch(undefined);

/** The query of a join. What is not understood counts as not given, except a client id that is too long to keep. */
export const joinQuery = z.object({
  name: memberName.optional().catch(undefined),
  client: clientId,
  since: versionText,
  epoch: z.string().max(64).optional().catch(undefined),
  sync: flag("full"),
  batch: flag("1"),
  text: flag("1"),
  settled: flag("1"),
  project: flag("1"),
  open: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})*$/)
    .transform((ids) => ids.split(".").map(Number).slice(0, OPEN_FILES_MAX))
    .optional()
    .catch(undefined),
});
export type JoinQuery = z.infer<typeof joinQuery>;

/** Why the room closed a socket. */
export const closeCode = {
  refused: 4403,
  unknownRoom: 4404,
  slowReader: 4408,
  superseded: 4409,
  full: 4423,
  flooding: 4429,
  unavailable: 4503,
} as const;
