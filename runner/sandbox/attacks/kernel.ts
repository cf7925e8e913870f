// Attacks on the kernel and on what it keeps apart: probe.c asks for one thing each.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "vitest";
import { type Attack } from "#runner/sandbox/attacks/stage";

export const probe = readFileSync(path.join(import.meta.dirname, "probe.c"), "utf8");
const names = [...probe.matchAll(/(?:CASE\(|what, )"([^"]+)"/g)].map(([, name]) => name ?? "");

export const kernelAttacks: Attack[] = names.map((name) => ({
  name,
  async attempt(stage) {
    const { stdout, signal, failed } = await stage.run({ c: probe, args: [name] });
    expect(failed).toBe(undefined);
    // A call of another architecture ends the program; one of x32 does where a container's own filter comes first.
    if ((name === "int 0x80" || name === "x32") && signal === "SIGSYS") return;
    expect(stdout).toMatch(/^refused \d+\n$/);
  },
}));
