// Prettier, away from the page: a long text must not hold up anybody's typing.
import { format } from "prettier/standalone";
import type { FormattedLanguage } from "./format-languages";
import { formattedChanges } from "./formatted-changes";
import { parserFor } from "./parsers";

export type FormatRequest = {
  readonly language: FormattedLanguage;
  readonly text: string;
  readonly tabWidth: number;
  readonly useTabs: boolean;
};

export type FormatAnswer =
  /** `changes` is the JSON form of a ChangeSet. */
  | { readonly result: "formatted"; readonly changes: unknown }
  | { readonly result: "syntax"; readonly words: string; readonly line: number; readonly column: number }
  | { readonly result: "failed"; readonly words: string }
  /** Not all of it could be loaded. */
  | { readonly result: "missing" };

addEventListener("message", ({ data }: MessageEvent<FormatRequest>) => {
  void answer(data).then((said) => postMessage(said));
});

async function answer({ language, text, tabWidth, useTabs }: FormatRequest): Promise<FormatAnswer> {
  const known = await parserFor(language).catch(() => undefined);
  if (!known) return { result: "missing" };
  try {
    const after = await format(text, { ...known, tabWidth, useTabs });
    return { result: "formatted", changes: formattedChanges(text, after).toJSON() };
  } catch (error) {
    return refusal(error);
  }
}

/** As Prettier throws them: with a place, counted from 1, where it is the text that is wrong. */
type PrettierError = Error & { loc?: { start?: { line: number; column: number } } };

function refusal(error: unknown): FormatAnswer {
  const { message, loc } = error as PrettierError;
  // Behind the first line comes a picture of the code; at its end the place once more.
  const words = String(message)
    .split("\n", 1)
    .join("")
    .replace(/^\w*Error: /, "")
    .replace(/\s*\(\d+:\d+\)$/, "");
  if (!loc?.start) return { result: "failed", words };
  return { result: "syntax", words, line: loc.start.line, column: loc.start.column };
}
