// What is missing for what the variables ask for: secrets are set apart from them, and are easily forgotten. Told by
// GET /health, by `npm start` and on the start page; `npm run deploy` reads the same list.
import needed from "./needed-secrets.json";

export function warningsOf(env: object): string[] {
  const values = env as Readonly<Record<string, string | undefined>>;
  return needed
    .filter(({ when }) => Object.entries(when).every(([name, pattern]) => new RegExp(pattern).test(values[name] ?? "")))
    .filter(({ secret }) => !values[secret])
    .map(({ secret, without }) => `The secret ${secret} is not set: ${without}.`);
}
