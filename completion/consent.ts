// Sources that know nothing of each other and yet say the same are right more often; where they differ, less often.
import type { Candidate } from "./candidate.ts";
import { tokenEnd } from "./characters.ts";

export function withConsent(candidates: readonly Candidate[]): Candidate[] {
  const tokens = candidates.map(({ text }) => text.slice(0, tokenEnd(text, 0, text.length)));
  return candidates.map((candidate, i) => {
    let agreed = 0;
    let disputed = 0;
    let echo = 0;
    let contained = 0;
    for (const [j, other] of candidates.entries()) {
      if (other.source === candidate.source) continue;
      if (tokens[i] === tokens[j]) {
        agreed = 1;
        if (other.source === "echo") echo = 1;
        if (other.text.startsWith(candidate.text) || candidate.text === other.text) contained = 1;
      } else if (other.source === "echo" || other.source === "identifier" || other.source === "word") disputed = 1;
    }
    return { ...candidate, features: [...candidate.features, agreed, disputed, echo, contained] };
  });
}
