// Deploying, without Cloudflare: the checks with the real wrangler, and what is done in which order with one that plays an account.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { root } from "#local/build";
import { checkDate, checkFiles, checkMigrations, checkUpload } from "#local/deploy-checks";
import { neededSecrets, secretNames } from "#local/deploy-secrets";

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "tandem-deploy-"));
  return () => rmSync(place, { recursive: true, force: true });
});

const bound = (...names: string[]) => names.map((name) => `env.${name} ("")     Environment Variable   `).join("\n");
const types = readFileSync(join(root, "worker-configuration.d.ts"), "utf8");
const [, members = ""] = /__BaseEnv_Env \{\n([^}]*)\}/.exec(types) ?? [];
const bindings = [...members.matchAll(/^\t(\w+):/gm)].map(([, name = ""]) => name);
const upload = (kib: number, names = bindings) => `Total Upload: 9 KiB / gzip: ${kib} KiB\n${bound(...names)}\n`;

/** An account: its databases, the Worker's secrets (null: there is no Worker), and the command that fails. */
type Account = { databases: string[]; secrets: string[] | null; failing?: string };

// What wrangler does with such an account, as far as it is asked; each call is a line in `calls`.
const wrangler = `#!${process.execPath}
const fs = require("fs");
const path = ${JSON.stringify("PLACE")};
const account = JSON.parse(fs.readFileSync(path + "/account.json", "utf8"));
const call = process.argv.slice(2).join(" ");
fs.appendFileSync(path + "/calls", call + "\\n");
if (account.failing && call.startsWith(account.failing)) { console.error("It did not work [code: 7003]"); process.exit(1); }
if (call.startsWith("deploy --dry-run")) console.log(fs.readFileSync(path + "/upload", "utf8"));
if (call === "d1 list --json") console.log(JSON.stringify(account.databases.map((name) => ({ name, uuid: "u" }))));
if (call.startsWith("d1 create ")) account.databases.push(process.argv[4]);
if (call.startsWith("secret list")) {
  if (!account.secrets) { console.error('Worker "tandem" not found.'); process.exit(1); }
  console.log(JSON.stringify(account.secrets.map((name) => ({ name, type: "secret_text" }))));
}
if (call.startsWith("deploy ") && !call.includes("--dry-run")) account.secrets ??= [];
fs.writeFileSync(path + "/account.json", JSON.stringify(account));
`;

function deploy(account: Account, ...args: string[]) {
  mkdirSync(join(place, "bin"), { recursive: true });
  writeFileSync(join(place, "bin/wrangler"), wrangler.replace("PLACE", place), { mode: 0o755 });
  writeFileSync(join(place, "account.json"), JSON.stringify(account));
  writeFileSync(join(place, "upload"), upload(300));
  rmSync(join(place, "calls"), { force: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--no-warnings", "local/deploy.ts", ...args], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, PATH: `${join(place, "bin")}:${process.env["PATH"]}`, WEB_BUILD: "done" },
  });
  const calls = readFileSync(join(place, "calls"), "utf8").trim().split("\n");
  const after = JSON.parse(readFileSync(join(place, "account.json"), "utf8")) as Account;
  return { status, output: stdout + stderr, calls, after };
}

test.for([
  ["local/deploy.ts", "--bogus"],
  ["bench/run.ts", "bundle"],
] as const)("%s says in a sentence that it does not know %s", ([file, word]) => {
  const { status, stderr } = spawnSync(process.execPath, ["--no-warnings", file, word], {
    cwd: root,
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([2, expect.stringMatching(new RegExp(`^[^\\n]*'${word}'[^\\n]*\\n$`))]);
});

describe("npm run deploy", () => {
  const dryRun = "deploy --dry-run --containers-rollout=none";
  const migrate = "d1 migrations apply DB --remote";
  const secrets = "secret list --format json";

  test("makes the database, migrates it, and only then deploys; the next time it makes none", () => {
    const first = deploy({ databases: ["another"], secrets: null });
    expect(first.calls).toEqual([
      dryRun,
      "d1 list --json",
      "d1 create tandem",
      secrets,
      migrate,
      "deploy --containers-rollout=none",
    ]);
    expect(first).toMatchObject({ status: 0, output: expect.stringContaining("Tandem is deployed") });
    const again = deploy({ ...first.after, secrets: ["RUNNER_TOKEN"] });
    expect(again.status).toBe(0);
    expect(again.calls).toEqual([dryRun, "d1 list --json", secrets, migrate, "deploy --containers-rollout=none"]);
    expect(again.after.databases).toEqual(first.after.databases);
  }, 60_000);

  test("stops where something fails, says what is done and what is not, and goes on when it is called again", () => {
    const failed = deploy({ databases: [], secrets: null, failing: "d1 migrations" });
    expect(failed.status).toBe(1);
    expect(failed.calls.at(-1)).toBe(migrate); // no Worker before its database is ready
    expect(failed.output).toContain(
      "Migrations failed: wrangler d1 migrations apply DB --remote\nIt did not work [code: 7003]",
    );
    expect(failed.output).toContain("Done: Build, Check, Database, Secrets. Not done: Migrations, Worker.");
    const again = deploy({ databases: failed.after.databases, secrets: null });
    expect(again.status).toBe(0);
    expect(again.calls).not.toContain("d1 create tandem");
    const signedOut = deploy({ databases: [], secrets: null, failing: "d1 list" });
    expect(signedOut.output).toContain("npx wrangler login");
    expect(signedOut.calls).toEqual([dryRun, "d1 list --json"]);
  }, 60_000);

  test("with containers says which secret they lack and how it is set, and deploys them too", () => {
    const lacking = deploy({ databases: ["tandem"], secrets: [] }, "--containers");
    expect(lacking.status).toBe(0);
    expect(lacking.calls.at(-1)).toBe("deploy");
    expect(lacking.output).toMatch(/RUNNER_TOKEN is not set: .*\. Set it: npx wrangler secret put RUNNER_TOKEN/);
  }, 60_000);

  test("--dry-run asks nobody, and tells size, bindings, migrations, date and secrets", () => {
    const { status, stdout } = spawnSync(process.execPath, ["--no-warnings", "local/deploy.ts", "--dry-run"], {
      cwd: root,
      encoding: "utf8",
      // Were anybody asked, there would be no answer.
      env: {
        ...process.env,
        WEB_BUILD: "done",
        CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:9",
        HTTPS_PROXY: "http://127.0.0.1:9",
      },
    });
    expect(status).toBe(0);
    expect(Number(/The Worker: ([\d.]+) KiB gzipped/.exec(stdout)?.[1])).toBeGreaterThan(50);
    expect(stdout).toMatch(/ROOM: Durable Object, Room\n/);
    expect(stdout).toContain("0000_rooms.sql, 0001_runs.sql");
    expect(stdout).toMatch(/Compatibility date: 20\d\d/);
    expect(stdout).toMatch(/RUNNER_TOKEN \(optional\): \S/);
    expect(stdout).toMatch(/METRICS_TOKEN \(optional\): opens/);
    expect(stdout).not.toContain("not described");
  }, 60_000);
});

describe("the checks before a deployment notice", () => {
  test("a Worker over its limit, and one whose size is not told", async () => {
    expect(await checkUpload(upload(1_024))).toContain("1024 KiB gzipped");
    await expect(checkUpload(upload(1_025))).rejects.toThrow("at most 1024");
    await expect(checkUpload(upload(1.2).replace("1.2 KiB", "1.2 MiB"))).rejects.toThrow("at most 1024");
    await expect(checkUpload("nothing")).rejects.toThrow("no size");
  });

  test("a binding that the code has and the configuration has not", async () => {
    const some = bindings.filter((name) => name !== "JOIN_LIMIT" && name !== "ROOM");
    await expect(checkUpload(upload(9, some))).rejects.toThrow("JOIN_LIMIT, ROOM");
  });

  test("a gap, a stranger and an edit among the migrations", async () => {
    const folder = join(place, "migrations");
    const git = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=A", "-c", "user.email=a@b", ...args], { cwd: folder, encoding: "utf8" });
    const entries = ["0000_a", "0001_b", "0002_c"].map((tag, idx) => ({ idx, tag }));
    const journal = (some: object[]) =>
      writeFileSync(join(folder, "meta/_journal.json"), JSON.stringify({ entries: some }));
    mkdirSync(join(folder, "meta"), { recursive: true });
    git("init", "-q");
    for (const { tag } of entries) {
      writeFileSync(join(folder, `${tag}.sql`), "SELECT 1;");
      git("add", "-A");
      git("commit", "-qm", tag);
    }
    journal(entries);
    expect(await checkMigrations(folder)).toContain("0000_a.sql, 0001_b.sql, 0002_c.sql");
    journal(entries.slice(0, 2));
    await expect(checkMigrations(folder)).rejects.toThrow("nothing where 0002_c.sql is");
    journal([...entries, { idx: 3, tag: "0003_d" }]);
    await expect(checkMigrations(folder)).rejects.toThrow("4 migrations, the folder 3");
    journal(entries);
    writeFileSync(join(folder, "0002_c.sql"), "SELECT 2;"); // the newest may still change
    await checkMigrations(folder);
    writeFileSync(join(folder, "0001_b.sql"), "SELECT 2;");
    await expect(checkMigrations(folder)).rejects.toThrow("0001_b.sql was changed after 0002_c.sql came");
    git("commit", "-qam", "edit");
    await expect(checkMigrations(folder)).rejects.toThrow("0001_b.sql was changed");
    rmSync(join(folder, "0001_b.sql"));
    await expect(checkMigrations(folder)).rejects.toThrow("Migration 1 is missing");
  });

  test("a date that the runtime here does not know", () => {
    expect(checkDate("2025-01-01")).toContain("2025-01-01");
    expect(() => checkDate("2999-01-01")).toThrow("2999-01-01");
    expect(() => checkDate(undefined)).toThrow("no compatibility_date");
  });

  test("a file that Cloudflare would not take", async () => {
    writeFileSync(join(place, "small"), "x");
    expect(await checkFiles(place)).toContain("1 files");
    cpSync(process.execPath, join(place, "large"));
    await expect(checkFiles(place)).rejects.toThrow("large has");
  });
});

test("secrets are needed for what the variables ask for", async () => {
  const names = async (variables: object, containers = false) =>
    (await neededSecrets({ ...variables }, containers)).map(({ secret }) => secret);
  expect(await names({ RUNNER_URL: "", COMPLETION_PROVIDER: "rules" })).toEqual([]);
  expect(await names({ RUNNER_URL: "https://runner.example" }, true)).toEqual(["RUNNER_TOKEN"]);
  expect(await names({}, true)).toEqual(["RUNNER_TOKEN"]);
  const model = { COMPLETION_PROVIDER: "openai", COMPLETION_URL: "https://api.example/v1" };
  expect(await names(model)).toEqual(["COMPLETION_KEY"]);
  expect(await names({ ...model, COMPLETION_URL: "http://localhost:11434/v1" })).toEqual([]); // one's own has no key
});

// A deploy button sets every line of the example as it stands, unless whoever clicks it changes it.
test("the example of secrets is safe as it stands, and the button describes each of them and each variable", async () => {
  const lines = readFileSync(join(root, ".dev.vars.example"), "utf8").split("\n");
  expect(lines.filter((line) => line !== "" && !line.startsWith("#") && !/^[A-Z_]+=$/.test(line))).toEqual([]);
  const { cloudflare } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    cloudflare: { bindings: Record<string, { description: string }> };
  };
  const [, variables = ""] = /^\[vars\]\n([^[]*)/m.exec(readFileSync(join(root, "wrangler.toml"), "utf8")) ?? [];
  const names = [...variables.matchAll(/^(\w+) =/gm)].map(([, name = ""]) => name);
  expect(names.length).toBeGreaterThan(3);
  for (const name of [...(await secretNames()), ...names])
    expect(cloudflare.bindings[name]?.description, name).toBeTruthy();
});
