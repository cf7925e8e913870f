// The first step of every command: makes sure that the packages are there. Plain old JavaScript without a dependency,
// because it runs on whatever Node the machine has, before anything is installed.
"use strict";
const { spawnSync } = require("child_process");
const { createHash } = require("crypto");
const fs = require("fs");
const path = require("path");

const root = path.dirname(__dirname);
const modules = path.join(root, "node_modules");
// Written last, so an installation that was broken off is done again.
const stamp = path.join(modules, ".installed");
const wanted = createHash("sha256")
  .update(fs.readFileSync(path.join(root, "package-lock.json")))
  .update(process.platform + process.arch)
  .digest("hex");

function isInstalled() {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted;
}

function run(command, args) {
  // npm's warnings about "engines" mean the machine's Node; the packages run on the one that is being installed.
  return spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}

if (!isInstalled()) {
  const fresh = !fs.existsSync(modules);
  console.log(
    fresh ? "Installing packages (once, a minute or two) …" : "The list of packages has changed, installing …",
  );
  // Not `ci`: it begins by deleting the folder, which would pull it from under a copy that is running.
  if (!run("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"])) {
    console.error("The packages could not be installed; npm says why above.");
    process.exit(1);
  }
  fs.writeFileSync(stamp, wanted);
}

// npm puts node_modules/.bin first on the PATH of scripts, so `node` after this step is the Node 24 of our own packages.
// npm 10 makes no link where packages for several platforms bring the same command. Where there is no package for the
// platform, the machine's Node must do.
const node = `node-${process.platform}-${process.arch}/bin/node`;
const link = path.join(modules, ".bin/node");
if (!fs.existsSync(link) && fs.existsSync(path.join(modules, node))) fs.symlinkSync(`../${node}`, link);
const found = spawnSync("node", ["--version"], { encoding: "utf8", shell: process.platform === "win32" }).stdout || "";
if (!(Number(found.replace(/^v/, "").split(".")[0]) >= 24)) {
  const here = `${process.platform} ${process.arch}`;
  console.error(
    `Tandem needs Node 24, here is ${found.trim() || "none"}. Start it with npm; on ${here} install Node 24 first.`,
  );
  process.exit(1);
}
