import { setImmediate as aTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { SandboxSpec } from "#runner/sandbox/sandbox";
import type { Sandboxes } from "#runner/sandboxes";
import { Warm } from "#runner/warm";

test("what has ended is told before the next sandbox is made", async () => {
  const happened: string[] = [];
  const prepare = () => {
    happened.push("made");
    return { ready: Promise.resolve(), dispose: () => {} };
  };
  const warm = new Warm({ prepare } as unknown as Sandboxes, 1, () => true);
  warm.want({ argv: ["/bin/true"] } as unknown as SandboxSpec);
  warm.refill();
  warm.refill();
  await Promise.resolve().then(() => happened.push("told"));
  await aTurn();
  expect(happened).toEqual(["told", "made"]);
  warm.close();
});
