// Where a link in somebody's text may lead: to other sites, to mail, and to a heading of the same text.

export type SafeLink =
  | { readonly to: "outside"; readonly href: string; readonly host: string }
  | { readonly to: "heading"; readonly slug: string };

const PROTOCOLS = ["http:", "https:", "mailto:"];

/** Undefined for everything else: scripts, data, files, and paths, which lead nowhere from here. */
export function safeLink(url: string): SafeLink | undefined {
  if (url.startsWith("#")) return { to: "heading", slug: decoded(url.slice(1)).toLowerCase() };
  // Only an address that is whole: the room's own is none that another text should lead on from.
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !PROTOCOLS.includes(address.protocol)) return undefined;
  return { to: "outside", href: address.href, host: address.host };
}

/** A heading's name in links to it, as GitHub makes them. */
export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone percent sign
  }
}
