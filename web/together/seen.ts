// What is known of what somebody does.
import { MAIN_FILE } from "#protocol/project";
import type { PersonHere } from "#web/room-session";
import type { Together } from "./together";
import type { Seen } from "./words";

export function seenOf({ session, others }: Together, person: PersonHere): Seen {
  const typing = others.typing.value.get(person.user);
  const path = session.files.value.get(typing ?? person.file)?.path;
  const { run, isRunning } = session.run;
  const ran = isRunning && run.value?.user === person.user ? (run.value.file ?? MAIN_FILE) : undefined;
  const running = ran === undefined ? undefined : session.files.value.get(ran)?.path;
  return { ...person, isTyping: typing !== undefined, path, running };
}
