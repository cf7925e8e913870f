import { initials } from "#web/guest-name";

// A picture, not words: as text the letters would be a part of what a button around them says.
export function Avatar({ name, color }: { name: string; color: number }) {
  return <span class="avatar" data-person={color} data-letters={initials(name)} aria-hidden="true" />;
}
