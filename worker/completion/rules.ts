// The built-in rules as a provider: always there, and the last word where a model has none.
import { complete } from "#completion/complete";
import type { CompletionProvider } from "./provider";

export const rules: CompletionProvider = {
  name: "rules",
  complete: (request) => Promise.resolve(complete(request)),
};
