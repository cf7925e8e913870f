// Whether one works with the fingers here: by them, not by the width, is the editor chosen. A tablet with a mouse is none.
import { settings } from "#web/settings/settings";

const coarse = matchMedia("(pointer: coarse)");

/** For the page as it is loaded: an editor is not exchanged under the person's hands. */
export const isTouch =
  settings.touchEditor.peek() === "automatic" ? coarse.matches : settings.touchEditor.peek() === "always";
