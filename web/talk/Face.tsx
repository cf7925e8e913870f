import { Avatar } from "#web/controls/Avatar.tsx";
import { initials } from "#web/guest-name";
import type { RoomSession } from "#web/room-session";

/** Whoever spoke; what comes from outside is nobody's colour. */
export function Face({ session, user, name }: { session: RoomSession; user: number; name: string }) {
  if (user > 0) return <Avatar name={name} color={session.colorOf(user)} />;
  return <span class="avatar avatar-more" data-letters={initials(name)} aria-hidden="true" />;
}
