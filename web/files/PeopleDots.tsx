// Who is in a file: a dot in each one's colour, with the name.
import type { FileId } from "#protocol/project";
import type { PersonHere, RoomSession } from "#web/room-session";

/** More than these are a number. */
const DOTS_MAX = 3;

export const peopleIn = (session: RoomSession, file: FileId | undefined): readonly PersonHere[] =>
  file === undefined ? [] : session.people.value.filter((person) => person.file === file);

export function PeopleDots({ people }: { people: readonly PersonHere[] }) {
  if (people.length === 0) return null;
  return (
    <span class="people-dots" title={`${peopleWords(people)} here`} aria-hidden="true">
      {people.slice(0, DOTS_MAX).map(({ user, color }) => (
        <span key={user} class="people-dot" data-person={color} />
      ))}
      {people.length > DOTS_MAX && `+${people.length - DOTS_MAX}`}
    </span>
  );
}

/** "Ada is", "Ada and Ben are". */
export function peopleWords(people: readonly PersonHere[]): string {
  const names = people.map(({ name }) => name);
  const last = names.pop();
  return names.length === 0 ? `${last} is` : `${names.join(", ")} and ${last} are`;
}
