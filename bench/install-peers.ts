// The peers' packages are the bench's own and nobody else's: they are installed when it is first run.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "peers");
const wanted = join(folder, "package-lock.json");
const stamp = join(folder, "node_modules/.installed-lock.json");

export function installPeers(): void {
  if (existsSync(stamp) && readFileSync(stamp).equals(readFileSync(wanted))) return;
  console.log("Installing the peers …");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: folder,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("npm could not install the peers");
  copyFileSync(wanted, stamp);
}
