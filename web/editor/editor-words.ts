// What editors say in words, whichever of them it is.
import type { Role } from "#protocol/role";

export const editorLabel = "Code of this room";

/** In place of a text that is empty. */
export const emptyWords: Readonly<Record<Role, string>> = {
  editor: "Type here. Whoever you share this room with sees it as you do.",
  viewer: "Nothing has been written here yet.",
};
