// The tiers of this machine.
import { type Ground, layGround } from "#runner/sandbox/ground";
import { type Command, startInit } from "#runner/sandbox/init-process";
import { landlockCommand } from "#runner/sandbox/landlock";
import { namespacesCommand } from "#runner/sandbox/namespaces";
import { type Prepared, type SandboxSpec, type Tier } from "#runner/sandbox/sandbox";

/** A hole, made on purpose to see that an attack finds it. Only tests know of it. */
export type PlantedHole = {
  /** Changes to the text of init.pl. */
  init?: readonly (readonly [from: string, to: string])[];
  bwrap?: (argv: readonly string[]) => readonly string[];
  asRoot?: boolean;
};

export type TierOptions = {
  planted?: PlantedHole | undefined;
  /** The user id of slot 0, when the runner is root. */
  usersFrom?: number | undefined;
};

export async function openTier(name: Tier["name"], options: TierOptions = {}): Promise<Tier> {
  const { planted } = options;
  const ground = await layGround(options.usersFrom, planted?.init);
  const sandboxes = new Set<Prepared>();
  return {
    name,
    prepare(slot, spec) {
      const command = commandOf(ground, name, slot, spec);
      if (planted?.bwrap) command.argv = planted.bwrap(command.argv);
      if (planted?.asRoot) command.user = undefined;
      const sandbox = startInit(command, spec, ground.starter);
      sandboxes.add(sandbox);
      void sandbox.gone.then(() => sandboxes.delete(sandbox));
      return sandbox;
    },
    async close() {
      const left = [...sandboxes];
      for (const sandbox of left) sandbox.dispose();
      await Promise.all(left.map(({ gone }) => gone));
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
