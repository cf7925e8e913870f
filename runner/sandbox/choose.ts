// Which tier programs run in: the best that holds here, never one below what was asked for, and never none.
import { type Tier } from "#runner/sandbox/sandbox";
import { tryTier } from "#runner/sandbox/canaries";
import { openTier, type TierOptions } from "#runner/sandbox/tiers";

/** Best first. */
const tiers: readonly Tier["name"][] = ["namespaces", "landlock"];

export type Choice = {
  tier: Tier;
  /** Why not the better ones, in words. */
  refused: readonly string[];
};

/**
 * `minimum`: refuse to start below it. `only`: take this one or none. Throws a sentence that says what is missing.
 */
export async function chooseTier(
  wish: { minimum?: Tier["name"] | undefined; only?: Tier["name"] | undefined } = {},
  options: TierOptions = {},
): Promise<Choice> {
  const { minimum = "landlock", only } = wish;
  const allowed = tiers.slice(0, tiers.indexOf(minimum) + 1).filter((name) => only === undefined || name === only);
  const refused: string[] = [];
  for (const name of allowed) {
    const tier = await openTier(name, options).catch((error: Error) => error);
    if (tier instanceof Error) {
      refused.push(`${name}: ${tier.message}`);
      continue;
    }
    const trouble = await tryTier(tier);
    if (trouble === undefined) return { tier, refused };
    refused.push(`${name}: ${trouble}`);
    await tier.close();
  }
  throw new Error(`No sandbox holds on this machine. ${refused.join(". ") || `${only} is below ${minimum}`}.`);
}
