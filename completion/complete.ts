// The rules engine: what probably comes at the cursor, from what is known of the language and from what the room itself
// teaches. Pure and without memory: the same request has the same answer, and the first is as fast as the rest.
import type { Completion, CompletionRequest } from "#protocol/completion";
import { analogies } from "./analogy.ts";
import type { Candidate } from "./candidate.ts";
import { blockEnds, closings } from "./closing.ts";
import { confidenceOf } from "./confidence.ts";
import { withConsent } from "./consent.ts";
import { echoes } from "./echo.ts";
import { fitted } from "./fitting.ts";
import { identifiers } from "./identifiers.ts";
import { known } from "./known.ts";
import { type Site, siteOf } from "./site.ts";

/**
 * Below this nothing is said: a wrong suggestion costs the reader more than a right one saves. Chosen on real code, see
 * docs/decisions/0009-completion.md. A header is asked for by the name before it, and is right in shape where its parameters are not:
 * it is said at any confidence, and so is all else that is promised.
 */
export const CONFIDENCE_LEAST = 0.35;

export function complete(request: CompletionRequest): Completion {
  const best = ranked(request).find((one) => one.confidence >= leastOf(one));
  return best ? { suggestion: best.text, confidence: best.confidence } : { suggestion: "", confidence: 0 };
}

export const leastOf = ({ promised }: Candidate): number => (promised ? 0 : CONFIDENCE_LEAST);

export type Ranked = Candidate & { readonly confidence: number; readonly worth: number };

/** Everything that could be said, the best first. */
export function ranked(request: CompletionRequest): Ranked[] {
  const site = siteOf(request);
  if (!site) return [];
  return candidatesOf(site)
    .map((candidate): Ranked => {
      const confidence = confidenceOf(candidate);
      return { ...candidate, confidence, worth: worthOf(candidate.text, confidence) };
    })
    .toSorted((a, b) => b.worth - a.worth || b.confidence - a.confidence || b.text.length - a.text.length);
}

export function candidatesOf(site: Site): Candidate[] {
  const found = [
    ...echoes(site),
    ...analogies(site),
    ...identifiers(site),
    ...known(site),
    ...closings(site),
    ...blockEnds(site),
  ]
    .map((candidate) => ({ ...candidate, text: fitted(site, candidate.text) }))
    .filter(({ text }) => text !== "");
  return withConsent(found);
}

// A longer suggestion may be somewhat less likely: it saves more keys.
export function worthOf(text: string, confidence: number): number {
  return confidence * (1 + Math.log2(1 + text.trim().length));
}
