// Which of the room's dialogs is open: at most one.
import { signal } from "@preact/signals";

export type RoomDialog = "share" | "files" | "commands" | "shortcuts" | "settings";
export const roomDialog = signal<RoomDialog | undefined>(undefined);
