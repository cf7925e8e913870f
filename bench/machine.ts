// What processes cost, read from /proc: the server's, and everybody else's who disturbs a measurement.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";

/** Figures of this machine are comparable only where both exist. */
export const canPin = process.platform === "linux" && readCpus() >= 2;
/** A command's prefix that keeps it and its children on one core. */
export const pinned = (cpu: number): string[] => (canPin ? ["taskset", "-c", String(cpu)] : []);

const TICKS_PER_SECOND = 100;

function readCpus(): number {
  return read("/proc/cpuinfo").split("\nprocessor").length;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it has just ended
  }
}

/** The process and all below it. */
export function family(root: number): number[] {
  const childrenByParent = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))[1]);
    childrenByParent.set(parent, [...(childrenByParent.get(parent) ?? []), Number(name)]);
  }
  const found = [root];
  for (const pid of found) found.push(...(childrenByParent.get(pid) ?? []));
  return found;
}

// The fields behind the name, which may hold anything.
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** CPU seconds of a server since it started, and what its largest part holds in memory, in KB. */
export class ServerWatch {
  readonly #pid: number;
  constructor(pid: number) {
    this.#pid = pid;
  }
  cpuSeconds(): number {
    return family(this.#pid).reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  }
  memoryKB(): number {
    const members = family(this.#pid);
    const runtime = members.find((pid) => read(`/proc/${pid}/comm`).trim() === "workerd") ?? this.#pid;
    return Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${runtime}/status`))?.[1] ?? 0);
  }
}

function cpuSecondsOf(pid: number): number {
  const stat = statOf(pid);
  return (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) / TICKS_PER_SECOND;
}

export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function busySeconds(): number {
  const [, user, nice, system, , , irq, softirq, steal] = (read("/proc/stat").split("\n")[0] ?? "")
    .split(/\s+/)
    .map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0) + (steal ?? 0)) / TICKS_PER_SECOND;
}

/** Waits, within reason, until nobody else uses the machine. */
export async function untilQuiet(patienceMs: number): Promise<void> {
  const end = Date.now() + patienceMs;
  for (let calm = 0; calm < 2 && Date.now() < end;) {
    const before = busySeconds();
    await wait(700);
    calm = busySeconds() - before < 0.16 ? calm + 1 : 0;
  }
}

/** Cores that others used while `work` ran; `work` answers what its own processes outside of this one used. */
export async function watchOthers(work: () => Promise<number>): Promise<number> {
  const start = { busy: busySeconds(), own: ownCpuSeconds(), at: performance.now() };
  const others = await work();
  const used = busySeconds() - start.busy - others - (ownCpuSeconds() - start.own);
  return used / ((performance.now() - start.at) / 1000);
}

export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
