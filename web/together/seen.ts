// What is known of what somebody does.
import type { PersonHere } from "#web/room-session";
import type { Together } from "./together";
import type { Seen } from "./words";

export function seenOf({ session, others }: Together, person: PersonHere): Seen {
  const typing = others.typing.value.get(person.user);
  const path = session.files.value.get(typing ?? person.file)?.path;
  return { ...person, isTyping: typing !== undefined, path };
}
