import type { LanguageId } from "#protocol/languages";
import { braces } from "./braces.ts";
import type { Idioms } from "./idioms.ts";
import { javascript, typescript } from "./javascript.ts";
import { python } from "./python.ts";
import { wordy } from "./words.ts";

export const idioms: Readonly<Record<LanguageId, Idioms>> = { python, javascript, typescript, ...braces, ...wordy };
