import { expect, test } from "vitest";
import { ATTACKERS_FROM } from "#runner/sandbox/attacks/stage";
import { chooseTier } from "#runner/sandbox/choose";

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

test("below the minimum nothing is taken", async () => {
  const planted = { bwrap: () => ["/bin/false"] };
  await expect(chooseTier({ minimum: "namespaces" }, { usersFrom, planted })).rejects.toThrow(
    /No sandbox holds on this machine\. namespaces: The sandbox ended/,
  );
});

test("a tier is not taken that is asked for and below the minimum", async () => {
  await expect(chooseTier({ minimum: "namespaces", only: "landlock" })).rejects.toThrow("landlock is below namespaces");
});
