// Completions: what POST /autocomplete takes and answers, and what the engine behind it speaks.
import { z } from "zod";
import type { LanguageId } from "#protocol/languages";
import {
  COMPLETION_FILE_LENGTH_MAX,
  COMPLETION_FILES_MAX,
  COMPLETION_LENGTH_MAX,
  FILE_PATH_LENGTH_MAX,
  TEXT_LENGTH_MAX,
} from "#protocol/limits";
import { language, splitsPair, wholeText } from "#protocol/text";

/** What can be completed: a text, a place in it, and the other files beside it. Lines end with "\n". */
export type CompletionRequest = {
  readonly code: string;
  /** In UTF-16 units, never inside of a surrogate pair. */
  readonly cursor: number;
  readonly language: LanguageId;
  readonly files?: readonly { readonly path: string; readonly content: string }[];
};

/** The text to insert at the cursor, and how likely it is to be what comes there; "" and 0 when there is none. */
export type Completion = { readonly suggestion: string; readonly confidence: number };

const path = z.string().min(1).max(FILE_PATH_LENGTH_MAX, "The path is too long");
const content = wholeText.refine((text) => text.length <= COMPLETION_FILE_LENGTH_MAX, "The file is too long");

/** POST /autocomplete. */
export const autocompleteBody = z
  .object({
    code: z
      .string()
      .max(TEXT_LENGTH_MAX, "The text is too long")
      .refine((text) => text.isWellFormed(), "The text holds a lone surrogate"),
    cursorPosition: z.int().min(0).max(TEXT_LENGTH_MAX).meta({
      description: "In UTF-16 units, never inside of a surrogate pair.",
    }),
    language,
    files: z
      .array(z.object({ path, content }))
      .max(COMPLETION_FILES_MAX, "There are too many files")
      .optional()
      .meta({ description: "Others of the same project, whose words and lines may be suggested." }),
  })
  .refine(({ code, cursorPosition }) => cursorPosition <= code.length, {
    path: ["cursorPosition"],
    message: "The position lies behind the end of the code",
  })
  .refine(({ code, cursorPosition }) => !splitsPair(code, cursorPosition), {
    path: ["cursorPosition"],
    message: "The position splits a surrogate pair",
  })
  .transform(({ code, cursorPosition, language, files }): CompletionRequest => {
    const request = code.includes("\r") ? withLineFeeds(code, cursorPosition) : { code, cursor: cursorPosition };
    return { ...request, language, ...(files && { files }) };
  })
  .meta({ id: "Cursor" });

export const completionProvider = z.enum(["rules", "openai", "workers-ai"]);
export type CompletionProviderName = z.infer<typeof completionProvider>;

export const completionFallback = z.enum(["timeout", "failed", "budget"]).meta({
  description:
    "Why the rules answered where a model was asked for: it was too slow, it failed, or the day's budget is used up.",
});
export type CompletionFallback = z.infer<typeof completionFallback>;

export const autocompleteAnswer = z
  .object({
    suggestion: z.string().max(COMPLETION_LENGTH_MAX).meta({
      description: "What to insert at the cursor; empty when there is nothing to suggest.",
    }),
    confidence: z.number().min(0).max(1).meta({
      description: "0 when there is no suggestion; of the rules, how often such a suggestion is what was typed.",
    }),
    provider: completionProvider,
    fallback: completionFallback.optional(),
  })
  .meta({ id: "Suggestion" });
export type AutocompleteAnswer = z.infer<typeof autocompleteAnswer>;

// A cursor between "\r" and "\n" stands before the one line end that they become.
function withLineFeeds(code: string, position: number): { code: string; cursor: number } {
  const inLineEnd = code.startsWith("\r\n", position - 1) && position > 0;
  const before = toLineFeeds(code.slice(0, inLineEnd ? position - 1 : position));
  return { code: toLineFeeds(code), cursor: before.length };
}

const toLineFeeds = (text: string): string => text.replace(/\r\n?/g, "\n");
