// Runs before the first paint, so that a chosen theme never flashes the other one. A file of its own: the page allows no inline script.
try {
  const theme = localStorage.getItem("tandem.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme it is.
}
