// How much of the page a keyboard on glass leaves, for the style sheets. Browsers of Android make the page smaller for it, as
// `interactive-widget` asks; those of iOS lay it over the page and move what is seen of it.

/** Less than any keyboard, more than a bar of the browser that comes and goes. */
const KEYBOARD_MIN_PX = 120;

/** `onHidden`: the keyboard was put away by its own key. */
export function followKeyboard(onHidden: () => void): () => void {
  const root = document.documentElement;
  const seen = visualViewport;
  if (!seen) return () => {};
  let [width, least] = [seen.width, seen.height];
  const place = () => {
    // What a finger has zoomed in on is no keyboard's doing.
    const covered = seen.scale === 1 ? Math.max(0, Math.round(innerHeight - seen.height)) : 0;
    root.toggleAttribute("data-covered", covered > 0);
    root.style.setProperty("--keyboard", `${covered}px`);
    // iOS moves the page to show the caret, with its top bar out of sight; here the editor shows it by itself.
    if (covered > 0) scrollTo(0, 0);
    if (seen.width !== width) [width, least] = [seen.width, seen.height]; // turned
    if (seen.height - least > KEYBOARD_MIN_PX) {
      least = seen.height;
      onHidden();
    }
    least = Math.min(least, seen.height);
  };
  place();
  seen.addEventListener("resize", place);
  seen.addEventListener("scroll", place);
  return () => {
    seen.removeEventListener("resize", place);
    seen.removeEventListener("scroll", place);
    root.removeAttribute("data-covered");
    root.style.removeProperty("--keyboard");
  };
}
