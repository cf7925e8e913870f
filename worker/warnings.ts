// What whoever runs this should set right. What is missing for what the variables ask for: secrets are set apart from them,
// and are easily forgotten. And settings that cannot be right, which do nothing else that would be seen. Told by
// GET /health, by `npm start` and on the start page; `npm run deploy` reads the same list of secrets.
import { completionMistakes } from "#worker/completion/settings";
import { retentionMistakes } from "#worker/retention";
import needed from "./needed-secrets.json";

export function warningsOf(env: object): string[] {
  const values = env as Readonly<Record<string, string | undefined>>;
  const missing = needed
    .filter(({ when }) => Object.entries(when).every(([name, pattern]) => new RegExp(pattern).test(values[name] ?? "")))
    .filter(({ secret }) => !values[secret])
    .map(({ secret, without }) => `The secret ${secret} is not set: ${without}.`);
  return [...missing, ...completionMistakes(values), ...retentionMistakes(values)];
}
