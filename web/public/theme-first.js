// Runs before the first paint, so that what was chosen never flashes in other colours. A file of its own: the page allows no
// inline script. What it reads and what it sets, theme.ts reads and sets as well.
{
  let settings = {};
  try {
    settings = JSON.parse(localStorage.getItem("tandem.settings")) ?? settings;
  } catch {
    // Storage may be forbidden, or hold anything; then the system's theme it is.
  }
  const [, contrast, shown] = /^(contrast-)?(light|dark)$/.exec(settings.theme) ?? [];
  const { dataset } = document.documentElement;
  if (shown) dataset.theme = shown;
  if (shown ? contrast : matchMedia("(prefers-contrast: more), (forced-colors: active)").matches)
    dataset.contrast = "more";
  if (settings.scheme) dataset.scheme = settings.scheme;
}
