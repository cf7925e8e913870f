// The files of a room: how they are named, described and asked for. File 0 is the main one, which every client knows.
import { z } from "zod";
import { languageId, type LanguageId, languageOfPath } from "#protocol/languages";
import { ASSET_BYTES_MAX, FILE_PATH_LENGTH_MAX, FILES_MAX } from "#protocol/limits";
import { isPlainPath } from "#protocol/path";
import { language, wholeText } from "#protocol/text";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The file that clients mean who know of no others. It is never deleted. */
export const MAIN_FILE = 0;

export const fileId = count.meta({ description: "A file's number in its room; it keeps it when it is renamed." });
export type FileId = number;

export const filePath = z
  .string()
  .min(1)
  .transform((path) => path.normalize("NFC"))
  .refine((path) => path.length <= FILE_PATH_LENGTH_MAX, "The path is too long")
  .refine(isPlainPath, "Must be a relative path of plain names, none of which begins with - or is . or ..")
  .meta({ description: "A relative path of plain names, none of which begins with `-` or is `.` or `..`" });

/** Folders are there with the files in them; only an empty one is an entry of its own. */
export const fileKind = z.enum(["text", "asset", "folder"]);
export type FileKind = z.infer<typeof fileKind>;

export const asset = z
  .object({ hash: z.hash("sha256"), size: count.max(ASSET_BYTES_MAX) })
  .meta({ id: "Asset", description: "Bytes that are no text, by their SHA-256. `size` in bytes." });
export type Asset = z.infer<typeof asset>;
/** A text, and how its lines end outside of the room. */
export type TextContent = { text: string; eol: "lf" | "crlf" };

export const fileEntry = z
  .object({
    file: fileId,
    path: z.string(),
    kind: fileKind,
    language: z.string().optional().meta({ description: "Where it is another than the path tells." }),
    eol: z.literal("crlf").optional().meta({ description: "Lines end so outside of the room; in it always with \\n." }),
    asset: asset.optional(),
    deleted: z.literal(true).optional().meta({ description: "Out of sight; it can be restored with all its text." }),
  })
  .meta({ id: "FileEntry", description: "A file of a room, without its text." });
export type FileEntry = Readonly<z.infer<typeof fileEntry>>;

/** What of a file somebody wants otherwise; without `file` it is a new one at `path`. */
export const fileWish = z
  .object({
    file: fileId.optional(),
    path: filePath.optional(),
    kind: z.enum(["text", "folder"]).optional().meta({ description: "Of a new one; text unless it is said." }),
    text: wholeText.optional().meta({ description: "What a new file begins with." }),
    language: language.nullable().optional().meta({ description: "null: as the path tells." }),
    eol: z.enum(["lf", "crlf"]).optional(),
    deleted: z.boolean().optional(),
  })
  .refine(({ file, path }) => file !== undefined || path !== undefined, "Needs file, or path for a new one")
  .refine(({ kind, text }) => kind !== "folder" || text === undefined, {
    error: "A folder has no text",
    path: ["text"],
  })
  .meta({
    id: "FileWish",
    description: "What of a file is to be otherwise; without `file` it is a new one at `path`.",
  });
export type FileWish = z.infer<typeof fileWish> & { asset?: Asset };

export const fileWishes = z.array(fileWish).min(1).max(FILES_MAX);

/** The language of a file, unless it is the main one, which has the room's. */
export const languageOf = ({ language, path }: Pick<FileEntry, "language" | "path">): LanguageId =>
  (language === undefined ? undefined : languageId(language)) ?? languageOfPath(path);
