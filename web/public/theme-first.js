// Runs before the first paint, so that a chosen theme never flashes another one. A file of its own: the page allows no inline
// script. What it reads and what it sets, theme.ts reads and sets as well.
{
  let theme = "system";
  try {
    theme = String(JSON.parse(localStorage.getItem("tandem.settings") ?? "{}").theme ?? theme);
  } catch {
    // Storage may be forbidden, or hold anything; then the system's theme it is.
  }
  const [, contrast, shown] = /^(contrast-)?(light|dark)$/.exec(theme) ?? [];
  const { dataset } = document.documentElement;
  if (shown) dataset.theme = shown;
  if (shown ? contrast : matchMedia("(prefers-contrast: more)").matches) dataset.contrast = "more";
}
