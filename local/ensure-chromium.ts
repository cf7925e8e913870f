// The browser tests drive Debian's Chromium. Installs it where that is possible and says so where it is not.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const chromium = process.env["CHROMIUM"] || "/usr/bin/chromium";

function install(): boolean {
  const apt = (...args: string[]): boolean =>
    spawnSync("apt-get", args, {
      stdio: "inherit",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    }).status === 0;
  return apt("update", "-qq") && apt("install", "-y", "-qq", "--no-install-recommends", "chromium");
}

if (!existsSync(chromium)) {
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Chromium for the browser tests …");
    install();
  }
  if (!existsSync(chromium)) {
    console.error(
      `The browser tests need Chromium, and there is none at ${chromium}. As root on Debian it is installed by itself; ` +
        "elsewhere install it and name it: CHROMIUM=/path/to/chromium npm test",
    );
    process.exit(1);
  }
}
