// A room's title, and the language of its main file.
import type { Effect, RoomState } from "#collab/room-events";
import type { Roster } from "#collab/roster";
import type { LanguageId } from "#protocol/languages";

export function roomUpdate(
  state: RoomState,
  { everyone }: Roster,
  user: number,
  { language, title }: { language?: LanguageId | undefined; title?: string | undefined },
): Effect[] {
  const changed = {
    ...(language !== undefined && language !== state.language && { language }),
    ...(title !== undefined && title !== state.title && { title }),
  };
  if (changed.language === undefined && changed.title === undefined) return [];
  Object.assign(state, changed);
  return [
    { type: "save_room", language: state.language, title: state.title },
    { type: "broadcast", to: everyone, message: { type: "room_update", user, ...changed } },
  ];
}
