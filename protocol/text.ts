// What may stand in a text: UTF-16 without lone surrogates, lines ended by "\n" alone.
import { z } from "zod";
import { languageId, type LanguageId } from "#protocol/languages";
import { NAME_LENGTH_MAX, TEXT_LENGTH_MAX, TITLE_LENGTH_MAX } from "#protocol/limits";

/** Text that goes into a room as it stands: a splice's replacement. Positions count its units, so nothing is repaired here. */
export const exactText = z
  .string()
  .max(TEXT_LENGTH_MAX, "The text is too long")
  .refine((text) => text.isWellFormed(), "The text holds a lone surrogate")
  .refine((text) => !text.includes("\r"), 'The text holds a carriage return; lines end with "\\n"');

/** A whole text: its line ends are brought to "\n". */
export const wholeText = z
  .string()
  .max(TEXT_LENGTH_MAX, "The text is too long")
  .refine((text) => text.isWellFormed(), "The text holds a lone surrogate")
  .transform((text) => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text));

// Controls, line ends and characters that reverse or hide what stands beside them have no place in a name.
const invisible = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
const oneLine = (max: number) =>
  z
    .string()
    .max(max * 4, "Too long")
    .transform((text) => text.toWellFormed().replace(invisible, " ").replace(/\s+/g, " ").trim())
    .refine((text) => text.length <= max, "Too long");

export const memberName = oneLine(NAME_LENGTH_MAX);
export const roomTitle = oneLine(TITLE_LENGTH_MAX);

export const language = z.string().max(40).transform((name, context): LanguageId => {
  const id = languageId(name);
  if (id) return id;
  context.issues.push({ code: "custom", message: "Unknown language", input: name });
  return z.NEVER;
});
