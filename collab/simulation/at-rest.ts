// A room as somebody sees it who looks at it from outside: what is told to a newcomer, what must survive, what was refused.
import type { RoomEngine } from "#collab/room-engine";
import type { Effect, RoomState } from "#collab/room-events";
import { check } from "#collab/simulation/check";
import type { Disk } from "#collab/simulation/disk";
import type { Presence, RefusalCode } from "#protocol/socket";
import type { Thread } from "#protocol/talk";

export type Stored = ReturnType<typeof storedOn>;
export const storedOn = (disk: Disk) => {
  const loaded = disk.load();
  return { ...loaded, memorable: memorable(loaded.state) };
};

export function presencesIn(engine: RoomEngine): Presence[] {
  const stranger = { role: "viewer", name: undefined, key: undefined, since: undefined, epoch: undefined } as const;
  const effects = engine.receive({
    type: "joined",
    from: "stranger",
    join: { ...stranger, wholeTexts: false, withText: false, settled: false, project: true },
  });
  const init = effects.flatMap((effect) =>
    effect.type === "send" && effect.message.type === "init" ? [effect.message] : [],
  )[0];
  check(init !== undefined, "a stranger may come in");
  return init.users.filter(({ user }) => user !== init.user.user);
}

/** The order of threads says nothing. */
export const byId = (threads: readonly Thread[]) => threads.toSorted((a, b) => a.id - b.id);

export function refusedBy(effects: readonly Effect[]): RefusalCode | undefined {
  for (const effect of effects) {
    if (effect.type === "send" && effect.message.type === "error") return effect.message.code;
    if (effect.type === "reply" && "refused" in effect.answer) return effect.answer.refused;
  }
  return undefined;
}

// Strangers who never wrote are numbered but not remembered.
export const memorable = ({ project, nextUser: _, members, talk, ...rest }: RoomState) =>
  JSON.stringify({
    ...rest,
    talk: talk && { ...talk, threads: byId(talk.threads) },
    files: project.stored(),
    members: members.toSorted((a, b) => a.user - b.user),
  });
