// `npm run deploy`: everything it takes to put Tandem on Cloudflare, in order. What is there already is found to be there,
// so after a failure, and after any change, the same command goes on. Wrangler is who speaks to Cloudflare.
//
//   --dry-run      builds and checks, and changes nothing: needs no account and no network
//   --containers   builds the runner's image and deploys it, too: needs Docker
import { spawn } from "node:child_process";
import { buildWeb, builtWeb, root } from "#local/build";
import { wordsIn } from "#local/command-line";
import { checkDate, checkFiles, checkMigrations, checkUpload } from "#local/deploy-checks";
import { neededSecrets, secretsInWords } from "#local/deploy-secrets";
import { readOptions } from "#local/options";
import { layOutRunnerImage } from "#local/runner-image";

const { values: flags } = wordsIn({
  options: { "dry-run": { type: "boolean", default: false }, containers: { type: "boolean", default: false } },
});
const { database, date, variables } = (await readOptions()).deployment;
const images = flags.containers ? [] : ["--containers-rollout=none"];
/** Said again at the end: nothing of it is a reason to stop. */
const remarks: string[] = [];

/** `run` answers what it found or did. */
type Step = { name: string; what: string; run(): Promise<string> };

const checks: Step[] = [
  {
    name: "Build",
    what: `the page${flags.containers ? " and what the runner's image holds" : ""}`,
    async run() {
      const web = await (process.env["WEB_BUILD"] === "done" ? builtWeb() : buildWeb());
      if (flags.containers) await layOutRunnerImage();
      return checkFiles(web);
    },
  },
  {
    name: "Check",
    what: "what would be deployed",
    async run() {
      const upload = await wrangler("deploy", "--dry-run", "--containers-rollout=none");
      return [
        await checkUpload(upload),
        await checkMigrations(`${root}/migrations`),
        checkDate(date),
        await secretsInWords(variables, flags.containers),
      ].join("\n");
    },
  },
];

const changes: Step[] = [
  {
    name: "Database",
    what: `the D1 database "${database}"`,
    async run() {
      if (!database) throw new Error("wrangler.toml names no D1 database");
      const list = await wrangler("d1", "list", "--json");
      const databases = JSON.parse(list.slice(list.indexOf("["))) as { name: string }[];
      if (databases.some(({ name }) => name === database)) return "It is there.";
      await wrangler("d1", "create", database);
      return "It was missing and has been made.";
    },
  },
  {
    name: "Secrets",
    what: "those that are needed",
    async run() {
      const set = await secretsThatAreSet();
      for (const { secret, without } of await neededSecrets(variables, flags.containers)) {
        if (!set.has(secret))
          remarks.push(`The secret ${secret} is not set: ${without}. Set it: npx wrangler secret put ${secret}`);
      }
      return remarks.join("\n") || "None is missing.";
    },
  },
  {
    name: "Migrations",
    what: "those that the database does not have yet",
    run: () => wrangler("d1", "migrations", "apply", "DB", "--remote"),
  },
  {
    name: "Worker",
    what: `the Worker, its Durable Objects and files${flags.containers ? ", and the runner's containers" : ""}`,
    run: () => wrangler("deploy", ...images),
  },
];

const steps = flags["dry-run"] ? checks : [...checks, ...changes];
for (const [i, { name, what, run }] of steps.entries()) {
  console.log(`\n${i + 1}/${steps.length} ${name}: ${what} …`);
  try {
    console.log(await run());
  } catch (error) {
    const names = (some: Step[]) => some.map((step) => step.name).join(", ") || "nothing";
    console.error(`\n${name} failed: ${(error as Error).message}`);
    console.error(`Done: ${names(steps.slice(0, i))}. Not done: ${names(steps.slice(i))}.`);
    if (steps[i] && changes.includes(steps[i]))
      console.error("The same command goes on from here. Not signed in? npx wrangler login");
    process.exit(1);
  }
}
console.log(flags["dry-run"] ? "\nAll is well; nothing was changed." : "\nTandem is deployed.");
for (const remark of remarks) console.warn(remark);

async function secretsThatAreSet(): Promise<Set<string>> {
  try {
    const list = await wrangler("secret", "list", "--format", "json");
    return new Set((JSON.parse(list.slice(list.indexOf("["))) as { name: string }[]).map(({ name }) => name));
  } catch (error) {
    if (/Worker .* not found/.test((error as Error).message)) return new Set(); // it is about to be deployed for the first time
    throw error;
  }
}

/** What it printed. Its questions are answered with their defaults: it sees no terminal. Rejects with all that it said. */
function wrangler(...args: string[]): Promise<string> {
  const child = spawn("wrangler", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (told += chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve(output.trim()) : reject(new Error(`wrangler ${args.join(" ")}\n${told.trim()}`)),
    );
  });
}
