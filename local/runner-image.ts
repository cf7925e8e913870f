// `npm run build:image`: lays out what the runner's image holds, dist/runner-image: its own files and the packages they import.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "#local/build";

/** What runner/ and protocol/ import, with nothing below them: all three stand alone. */
const packages = ["hono", "@hono/node-server", "zod"];

/** The folder, made anew. */
export async function layOutRunnerImage(): Promise<string> {
  const context = join(root, "dist/runner-image");
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  const own = (path: string) => !path.endsWith(".test.ts");
  for (const room of ["runner", "protocol"])
    await cp(join(root, room), join(context, room), { recursive: true, filter: own });
  for (const name of packages) {
    await cp(join(root, "node_modules", name), join(context, "node_modules", name), { recursive: true });
  }
  const { name, version, imports } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const manifest = { name: `${name}-runner`, version, private: true, type: "module", imports };
  await writeFile(join(context, "package.json"), JSON.stringify(manifest, null, 2));
  return context;
}

if (import.meta.main)
  console.log(
    `The image's context is ${await layOutRunnerImage()}. Now: docker build -f runner/Dockerfile dist/runner-image`,
  );
