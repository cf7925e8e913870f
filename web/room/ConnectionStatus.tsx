import type { RoomSession } from "#web/room-session";

export function ConnectionStatus({ session }: { session: RoomSession }) {
  const { words, tone } = session.status.value;
  return (
    <span class={`status status-${tone}`} role="status">
      {words}
    </span>
  );
}
