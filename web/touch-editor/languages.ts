// What colours and indents each language a room can have; each is loaded when a room first needs it.
import type { Extension } from "@codemirror/state";
import { LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";
import type { LanguageId } from "#protocol/languages";

const stream = (parser: StreamParser<unknown>): Extension => new LanguageSupport(StreamLanguage.define(parser));
const clike = () => import("@codemirror/legacy-modes/mode/clike");

const loaders: Readonly<Record<LanguageId, () => Promise<Extension>>> = {
  python: async () => (await import("@codemirror/lang-python")).python(),
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript({ jsx: true }),
  typescript: async () => (await import("@codemirror/lang-javascript")).javascript({ typescript: true }),
  java: async () => (await import("@codemirror/lang-java")).java(),
  c: async () => (await import("@codemirror/lang-cpp")).cpp(),
  cpp: async () => (await import("@codemirror/lang-cpp")).cpp(),
  csharp: async () => stream((await clike()).csharp),
  go: async () => (await import("@codemirror/lang-go")).go(),
  rust: async () => (await import("@codemirror/lang-rust")).rust(),
  ruby: async () => stream((await import("@codemirror/legacy-modes/mode/ruby")).ruby),
  php: async () => (await import("@codemirror/lang-php")).php({ plain: false }),
  kotlin: async () => stream((await clike()).kotlin),
  swift: async () => stream((await import("@codemirror/legacy-modes/mode/swift")).swift),
  scala: async () => stream((await clike()).scala),
  lua: async () => stream((await import("@codemirror/legacy-modes/mode/lua")).lua),
  perl: async () => stream((await import("@codemirror/legacy-modes/mode/perl")).perl),
  r: async () => stream((await import("@codemirror/legacy-modes/mode/r")).r),
  shell: async () => stream((await import("@codemirror/legacy-modes/mode/shell")).shell),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  html: async () => (await import("@codemirror/lang-html")).html(),
  css: async () => (await import("@codemirror/lang-css")).css(),
  json: async () => (await import("@codemirror/lang-json")).json(),
  yaml: async () => (await import("@codemirror/lang-yaml")).yaml(),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  plaintext: async () => [],
};

/** Nothing for a language that this page does not know. */
export async function languageSupport(id: string): Promise<Extension> {
  return Object.hasOwn(loaders, id) ? loaders[id as LanguageId]() : [];
}
