// The tiers of this machine.
import { type Ground, layGround } from "#runner/sandbox/ground";
import { type Command, startInit } from "#runner/sandbox/init-process";
import { landlockCommand } from "#runner/sandbox/landlock";
import { namespacesCommand } from "#runner/sandbox/namespaces";
import { type Prepared, type SandboxSpec, type Tier } from "#runner/sandbox/sandbox";

export type TierOptions = {
  /** The user id of slot 0, when the runner is root. */
  usersFrom?: number | undefined;
};

export async function openTier(name: Tier["name"], options: TierOptions = {}): Promise<Tier> {
  const ground = await layGround(options.usersFrom);
  const sandboxes = new Set<Prepared & { ended: Promise<unknown> }>();
  return {
    name,
    prepare(slot, spec) {
      const command = commandOf(ground, name, slot, spec);
      const sandbox = startInit(command, spec, ground.pipes, () => sandboxes.delete(sandbox));
      sandboxes.add(sandbox);
      return sandbox;
    },
    async close() {
      const left = [...sandboxes];
      for (const sandbox of left) sandbox.dispose();
      await Promise.all(left.map(({ ended }) => ended));
      await ground.close();
    },
  };
}

function commandOf(ground: Ground, name: Tier["name"], slot: number, spec: SandboxSpec): Command {
  switch (name) {
    case "namespaces":
      return namespacesCommand(ground, slot, spec);
    case "landlock":
      return landlockCommand(ground, slot, spec);
  }
}
