import { initials } from "#web/guest-name";

export function Avatar({ name, color }: { name: string; color: number }) {
  return (
    <span class="avatar" data-person={color} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
