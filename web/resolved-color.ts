// The page's colours as #rrggbb for what draws by itself and knows no variables.

// A custom property keeps light-dark() unresolved; a real property of an element in the page does not.
export function resolvedColors<Name extends string>(roles: Readonly<Record<Name, string>>): Record<Name, string> {
  const probe = document.createElement("span");
  // Where the system forces its colours, an element still knows its own.
  probe.style.forcedColorAdjust = "none";
  document.body.append(probe);
  const resolved = Object.entries<string>(roles).map(([name, role]) => {
    probe.style.color = `var(${role})`;
    return [name, hex(getComputedStyle(probe).color)];
  });
  probe.remove();
  return Object.fromEntries(resolved) as Record<Name, string>;
}

function hex(color: string): string {
  const [red = 0, green = 0, blue = 0, alpha = 1] = color.match(/[\d.]+/g)?.map(Number) ?? [];
  const bytes = alpha === 1 ? [red, green, blue] : [red, green, blue, alpha * 255];
  return `#${bytes.map((byte) => Math.round(byte).toString(16).padStart(2, "0")).join("")}`;
}
