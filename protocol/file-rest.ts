// What the REST routes of a room's files take and answer.
import { z } from "zod";
import { fileEntry, filePath, fileWishes } from "#protocol/project";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const timestamp = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** A moment of a room: a version of it, or the last one at a time, in ISO 8601. */
export type Moment = { version: number } | { time: string };

export const at = z
  .string()
  .max(40)
  .transform((text, context): Moment => {
    const [, digits] = /^v(\d{1,15})$/.exec(text) ?? [];
    if (digits !== undefined) return { version: Number(digits) };
    if (timestamp.safeParse(text).success) return { time: text };
    context.issues.push({ code: "custom", message: "Must be v and a version, or a time in ISO 8601", input: text });
    return z.NEVER;
  })
  .meta({
    description: "A version such as `v120`, whose answer never changes, or a time in ISO 8601. Without it: now.",
    examples: ["v120"],
  });

export const atQuery = z.object({ at: at.optional() });

export const filesQuery = atQuery.extend({
  texts: z.literal("1").optional().meta({ description: "With the texts." }),
});

export const filesAnswer = z
  .object({
    version,
    files: z.array(fileEntry.extend({ text: z.string().optional() })),
  })
  .meta({ id: "Files" });

/** POST /rooms/{id}/files. */
export const filesBody = z.object({ changes: fileWishes }).meta({ id: "FileWishes" });

export const filesChanged = z
  .object({ version, files: z.array(fileEntry).meta({ description: "Those that are otherwise now." }) })
  .meta({ id: "FilesChanged" });

export const writeQuery = z.object({
  version: z.coerce.number().pipe(version).optional().meta({
    description: "Of the text that the new one was made from; without it, the current one.",
  }),
});

export const fileWritten = z.object({ version, file: fileEntry }).meta({ id: "FileWritten" });

/** POST /rooms/{id}/zip. */
export const zipQuery = z.object({
  folder: filePath.optional().meta({ description: "Where its files come; without it, at the top.", examples: ["lib"] }),
});

export const skippedFile = z.object({ path: z.string(), why: z.string() });

export const zipTaken = z
  .object({
    version,
    files: z.int().meta({ description: "How many were written." }),
    skipped: z.array(skippedFile).meta({
      description:
        "What was left out or is elsewhere now, and why; at most 200, and what came to the main file's path.",
    }),
  })
  .meta({ id: "ZipTaken" });

/** POST /rooms/{id}/restore. */
export const restoreBody = z.object({ version }).meta({ id: "Restore" });

export type FilesAnswer = z.infer<typeof filesAnswer>;
export type FileWritten = z.infer<typeof fileWritten>;
export type ZipTaken = z.infer<typeof zipTaken>;
