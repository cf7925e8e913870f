// The languages of rooms that Prettier knows.
import { languages } from "#protocol/languages";

const known = ["javascript", "typescript", "html", "css", "json", "yaml", "markdown"] as const;

export type FormattedLanguage = (typeof known)[number];

export const canFormat = (language: string): language is FormattedLanguage =>
  known.some((formatted) => formatted === language);

/** Their names, for people. */
export const formattedNames: readonly string[] = languages.filter(({ id }) => canFormat(id)).map(({ name }) => name);
