import { expect, test } from "vitest";
import { ATTACKERS_FROM, survivors } from "#runner/sandbox/attacks/stage";
import { chooseTier } from "#runner/sandbox/choose";
import { type PlantedHole } from "#runner/sandbox/tiers";

const usersFrom = ATTACKERS_FROM;

test.each(["namespaces", "landlock"] as const)("%s holds against the canaries", async (only) => {
  const { tier, refused } = await chooseTier({ only }, { usersFrom });
  expect(tier.name).toBe(only);
  expect(refused).toEqual([]);
  await tier.close();
});

test("a tier that leaks is not taken, and the next is", async () => {
  const planted = { bwrap: (argv: readonly string[]) => argv.filter((flag) => flag !== "--unshare-net") };
  const { tier, refused } = await chooseTier({}, { usersFrom, planted });
  expect(tier.name).toBe("landlock");
  expect(refused).toEqual([expect.stringContaining("the machine's network is there")]);
  await tier.close();
});

test("a tier that leaves daemons behind is not taken", async () => {
  const planted: PlantedHole = {
    init: [
      ["while ($contained) {", "while (0) {"],
      ["while (1) { last if waitpid($init, 0) == $init }", "waitpid $init, 0; exit 0;"],
    ],
  };
  try {
    await expect(chooseTier({ only: "landlock" }, { usersFrom, planted })).rejects.toThrow("landlock: a daemon");
  } finally {
    for (const line of survivors()) process.kill(Number(line.split(" ")[0]), "SIGKILL");
  }
});

test("below the minimum nothing is taken", async () => {
  const planted = { bwrap: () => ["/bin/false"] };
  await expect(chooseTier({ minimum: "namespaces" }, { usersFrom, planted })).rejects.toThrow(
    /No sandbox holds on this machine\. namespaces: The sandbox ended/,
  );
});

test("a tier is not taken that is asked for and below the minimum", async () => {
  await expect(chooseTier({ minimum: "namespaces", only: "landlock" })).rejects.toThrow("landlock is below namespaces");
});
