// How a person who looks elsewhere hears that somebody called them.
import { computed, signal } from "@preact/signals";
import type { Message } from "#protocol/talk";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { showTalk } from "./talk-commands";

const permission = signal<NotificationPermission | undefined>(
  "Notification" in window ? Notification.permission : undefined,
);
/** The person was not asked yet. */
export const notificationsMay = computed(() => permission.value === "default");

/** Only by a click: browsers refuse who asks unasked. */
export function askForNotifications(): void {
  void Notification.requestPermission().then((answer) => (permission.value = answer));
}

const SHOWN_LENGTH_MAX = 140;

export function tellOfCall(session: RoomSession, message: Message): void {
  const { name, text, thread } = message;
  const show = () => {
    if (thread !== undefined) session.talk.choose(thread);
    showTalk(session, thread === undefined ? "chat" : "comments");
  };
  showToast({ text: `${name} mentioned you`, action: { label: "Show", run: show } });
  if (permission.value !== "granted" || document.visibilityState === "visible") return;
  try {
    const notification = new Notification(`${name} in ${session.title.value || "a room"}`, {
      body: text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text,
      tag: `tandem-${session.id}-${message.n}`,
    });
    notification.addEventListener("click", () => {
      focus();
      show();
      notification.close();
    });
  } catch {
    // Phones know notifications of service workers alone; the toast must do.
  }
}
