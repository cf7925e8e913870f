// What may stand in a text: UTF-16 without lone surrogates, lines ended by "\n" alone.
import { z } from "zod";
import { languageId, type LanguageId } from "#protocol/languages";
import { NAME_LENGTH_MAX, TEXT_LENGTH_MAX, TITLE_LENGTH_MAX } from "#protocol/limits";

// Workers and pages with a strict CSP forbid `new Function`, which zod would otherwise probe for. It stands
// here because whatever parses in a page or a Worker imports this.
z.config({ jitless: true });

/** Text that goes into a room as it stands: a splice's replacement. Positions count its units, so nothing is repaired here. */
export const exactText = z
  .string()
  .max(TEXT_LENGTH_MAX, "The text is too long")
  .refine((text) => text.isWellFormed(), "The text holds a lone surrogate")
  .refine((text) => !text.includes("\r"), 'The text holds a carriage return; lines end with "\\n"')
  .meta({ description: "Text as it stands: without lone surrogates and `\\r`." });

/** As `exactText` decides, without saying what is wrong. */
export const isExactText = (text: unknown): text is string =>
  typeof text === "string" && text.length <= TEXT_LENGTH_MAX && text.isWellFormed() && !text.includes("\r");

/** A whole text: its line ends are brought to "\n". */
export const wholeText = z
  .string()
  .max(TEXT_LENGTH_MAX, "The text is too long")
  .refine((text) => text.isWellFormed(), "The text holds a lone surrogate")
  .transform((text) => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text))
  .meta({ description: "A whole text without lone surrogates; its line ends become `\\n`." });

/** What a program reads: lone surrogates, which no encoding can carry, are replaced; lines end with "\n". */
export const inputText = (max: number) =>
  z
    .string()
    .max(max, "The input is too long")
    .transform((text) => text.toWellFormed().replace(/\r\n?/g, "\n"));

// Controls and line ends stand for a space in a name; characters that show nothing, or turn round what stands beside them,
// have no place there. Joiners and variation selectors stay: emoji and some scripts are written with them.
const breaking = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
const hidden = /(?!\u200C|\u200D|\uFE0E|\uFE0F)[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}]/gu;
const visible = /[^\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
/** That something of it is seen: joiners and such are, beside others. */
export const isVisible = (text: string): boolean => visible.test(text);
/** What is shown in one line. */
export const oneLine = (max: number) =>
  z
    .string()
    .max(max * 4, "Too long")
    .transform((text) => text.toWellFormed().replace(breaking, " ").replace(hidden, "").replace(/\s+/g, " ").trim())
    .transform((text) => (isVisible(text) ? text : ""))
    .refine((text) => text.length <= max, "Too long");

export const memberName = oneLine(NAME_LENGTH_MAX);
export const roomTitle = oneLine(TITLE_LENGTH_MAX);

export const language = z
  .string()
  .max(40)
  .transform((name, context): LanguageId => {
    const id = languageId(name);
    if (id) return id;
    context.issues.push({ code: "custom", message: "Unknown language", input: name });
    return z.NEVER;
  })
  .meta({ description: "An id that `GET /languages` tells, in any case, or a usual alias such as `js`." });

/** True when a position stands between the two halves of a surrogate pair. */
export function splitsPair(text: string, position: number): boolean {
  return (text.charCodeAt(position - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(position) & 0xfc00) === 0xdc00;
}
