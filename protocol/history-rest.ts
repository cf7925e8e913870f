// What the REST routes of a room's history take and answer.
import { z } from "zod";
import { mark, markName } from "#protocol/mark";
import { roomTitle } from "#protocol/text";
import { EDITS_PAGE_MAX } from "#protocol/limits";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const time = z.int().meta({ description: "In ms since the epoch." });
const user = z.int().min(0).meta({ description: "Who; 0 where nobody is known who asked for it by REST." });

/** GET /rooms/{id}/history. */
export const historyAnswer = z
  .object({
    version: version.meta({ description: "The newest." }),
    begun: time,
    last: time.meta({ description: "Of the newest edit." }),
    people: z.array(z.object({ user, name: z.string() })).meta({ description: "Who ever came to edit." }),
    marks: z.array(mark),
    runs: z.array(z.object({ runId: z.string(), version, status: z.string().optional(), startedAt: z.iso.datetime() })),
    forkedFrom: z
      .object({ roomId: z.string(), version, title: z.string() })
      .optional()
      .meta({ description: "The room that this one goes on from; `roomId` only views it. Told to editors." }),
  })
  .meta({ id: "History" });
export type HistoryAnswer = z.infer<typeof historyAnswer>;

/** GET /rooms/{id}/edits. */
export const editsQuery = z.object({
  after: z.coerce.number().pipe(version).default(0).meta({ description: "The version behind which they begin." }),
  limit: z.coerce.number().pipe(z.int().min(1).max(EDITS_PAGE_MAX)).default(EDITS_PAGE_MAX),
});

export const editsAnswer = z
  .object({
    after: version,
    edits: z.array(z.array(z.unknown())).meta({
      description:
        "In order, without gaps: `[version, user, sequence, time, file, [[start, end, text], …]]`, or with null in the place of `file` `[…, [entry, …]]`. Behind that, where `user` is 0, the member who asked for it by REST, if that is known. Fewer than were asked for when they are long.",
    }),
  })
  .meta({ id: "Edits" });

export const verifyAnswer = z
  .object({
    ok: z.boolean(),
    version,
    head: z.string().meta({
      description: "The hash chain's at `version`: whoever keeps it can tell later whether history was changed.",
    }),
    checked: z.int().meta({ description: "How many edits." }),
    faults: z.array(z.object({ version, what: z.string() })),
  })
  .meta({ id: "Verification" });

export const blameAnswer = z
  .object({
    version,
    length: z.int(),
    spans: z.array(z.object({ from: z.int(), to: z.int(), user, version, time })).meta({
      description:
        "Of the text from its beginning to its end; neighbours that one wrote within a minute are one, with their newest version.",
    }),
  })
  .meta({ id: "Blame", description: "Who wrote what stands there." });
export type BlameAnswer = z.infer<typeof blameAnswer>;

export const newMarkBody = z
  .object({ name: markName, version: version.optional().meta({ description: "Without it: the newest." }) })
  .meta({ id: "NewMark" });
export const renameMarkBody = z.object({ name: markName }).meta({ id: "MarkName" });
export { mark as markAnswer };

/** POST /rooms/{id}/fork. */
export const forkBody = z
  .object({
    version: version.optional().meta({ description: "Without it: the newest." }),
    title: roomTitle.optional().meta({ description: "Without it: the room's." }),
  })
  .meta({ id: "Fork" });
