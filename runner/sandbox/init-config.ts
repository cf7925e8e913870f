// What init.pl is told before anything else: limits, the program, its environment, the system calls that it is refused.
import { record } from "#runner/sandbox/records";
import { type SandboxSpec, type Tier } from "#runner/sandbox/sandbox";
import { seccompFilter, type SeccompRules } from "#runner/sandbox/seccomp";

/** Files and folders below /box and /tmp together. Each costs the kernel 1 KiB that no process is charged for. */
const INODES_MAX = 16_384;
/** Room for a runtime's own mappings above what the program may hold. */
const ADDRESS_SPACE_MARGIN_KB = 128 * 1024;

const filters = new Map<string, Buffer>();

function filter(rules: SeccompRules): Buffer {
  const key = JSON.stringify(rules);
  const known = filters.get(key);
  if (known) return known;
  const program = seccompFilter(rules);
  filters.set(key, program);
  return program;
}

/** A right to files that Landlock gives: "r" read and execute, "w" everything, "d" read and write a device. */
export type Grant = readonly [right: "r" | "w" | "d", path: string];

export function initConfig(
  tier: Tier["name"],
  { argv, env, limits, prestart, artefactBytes }: SandboxSpec,
  settings: Readonly<Record<string, string>>,
  grants: readonly Grant[] = [],
  sameUser = false,
): Buffer {
  if (process.arch !== "x64" && process.arch !== "arm64") throw new Error(`No system call numbers of ${process.arch}`);
  const { wallMs, cpuMs, memoryKb, boundAddressSpace, processes, fileBytes, tmpBytes, openFiles } = limits;
  const numbers = { wallMs, cpuMs, memoryKb, processes, fileBytes, tmpBytes, openFiles, inodes: INODES_MAX };
  return Buffer.concat([
    record("c", "tier", tier),
    ...Object.entries(numbers).map(([name, value]) => record("c", name, String(Math.ceil(value)))),
    ...(boundAddressSpace ? [record("c", "addressBytes", String((memoryKb + ADDRESS_SPACE_MARGIN_KB) * 1024))] : []),
    ...(prestart ? [record("c", "prestart", "1")] : []),
    ...(artefactBytes === undefined ? [] : [record("c", "artefactBytes", String(artefactBytes))]),
    ...Object.entries(settings).map(([name, value]) => record("c", name, value)),
    ...argv.map((argument) => record("a", argument)),
    ...Object.entries(env).map(([name, value]) => record("e", name, value)),
    ...grants.map(([right, path]) => record("g", right, path)),
    record("s", filter({ arch: process.arch, alone: tier === "landlock", sameUser })),
    record("."),
  ]);
}
