// What people can do together, as commands.
import type { Command } from "#web/commands/commands";
import { showRoster } from "./roster-view";
import type { Together } from "./together";

const group = "Together";
/** Of these many people each has a command of their own; a crowd has the list. */
const PEOPLE_MAX = 20;

export function togetherCommands(together: Together): readonly Command[] {
  const { session, following, others } = together;
  const isOpened = () => session.opened.value;
  return [
    { id: "together.people", group, label: "Who Is Here", keys: "Shift+Alt+P", when: isOpened, run: showRoster },
    {
      id: "together.look",
      group,
      label: "Ask the Others to Look Here",
      keys: "Shift+Alt+L",
      when: isOpened,
      run: () => together.askToLook(),
    },
    {
      id: "together.accept",
      group,
      label: "Go Where Somebody Asks to Look",
      keys: "Shift+Alt+G",
      when: () => others.looks.value.length > 0,
      run: () => {
        const look = others.looks.value.at(-1);
        if (look) others.accept(look);
      },
    },
    {
      id: "together.stop",
      group,
      label: "Stop Following",
      when: () => following.leader.value !== undefined,
      run: () => following.stop(),
    },
  ];
}

/** One for each of the others. */
export const followCommands = (together: Together): readonly Command[] =>
  together.session.people.value.slice(0, PEOPLE_MAX).map(({ user, name }) => ({
    id: `together.follow.${user}`,
    group,
    label: `Follow ${name}`,
    run: () => together.follow(user),
  }));
