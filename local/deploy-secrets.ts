// The secrets of a deployment: which the Worker can have, and which it needs for what the variables ask for.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "#local/build";

/** A line of worker/needed-secrets.json: needed when each of these variables matches. */
type Needed = { secret: string; when: Record<string, string>; without: string };
type Variables = Readonly<Record<string, unknown>>; // texts, all of ours

export async function neededSecrets(variables: Variables, containers: boolean): Promise<Needed[]> {
  const all = JSON.parse(await readFile(join(root, "worker/needed-secrets.json"), "utf8")) as Needed[];
  const needed = all.filter(({ when }) =>
    Object.entries(when).every(([name, pattern]) =>
      new RegExp(pattern).test((variables[name] as string | undefined) ?? ""),
    ),
  );
  const ofContainers = { secret: "RUNNER_TOKEN", when: {}, without: "the containers run no program for anybody" };
  return containers && !needed.some(({ secret }) => secret === ofContainers.secret)
    ? [...needed, ofContainers]
    : needed;
}

/** Each secret with what it is for, as the deploy button describes it. */
export async function secretsInWords(variables: Variables, containers: boolean): Promise<string> {
  const { cloudflare } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Described;
  const needed = new Set((await neededSecrets(variables, containers)).map(({ secret }) => secret));
  const lines = (await secretNames()).map((name) => {
    const description = cloudflare.bindings[name]?.description ?? "not described in package.json";
    return `  ${name} (${needed.has(name) ? "needed" : "optional"}): ${description.replace(/^Optional: /, "")}`;
  });
  return ["Secrets:", ...lines].join("\n");
}
type Described = { cloudflare: { bindings: Record<string, { description: string }> } };

export async function secretNames(): Promise<string[]> {
  const example = await readFile(join(root, ".dev.vars.example"), "utf8");
  return [...example.matchAll(/^(\w+)=/gm)].map(([, name = ""]) => name);
}
