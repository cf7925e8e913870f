// A run's messages as server-sent events: `id` is the number to resume behind, `event` the message's type.
import type { RunMessage } from "#protocol/room-run";

export const numberOf = (message: RunMessage) => (message.type === "run_started" ? 0 : message.n);

/**
 * When the room's memory was rebuilt, messages that it had told but not kept are told again, and may be cut and numbered
 * otherwise: `life` tells the numbers apart.
 */
export function serverSentEvent(message: RunMessage, life: number): string {
  const id = `${numberOf(message)}${life > 0 ? `/${life}` : ""}`;
  return `id: ${id}\nevent: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
}

export const eventId = /^(\d{1,9})(?:\/(\d{1,9}))?$/;

export type RunPlace = { after: number; life: number };

/** Where a reader stands that names its last event: in front of everything when it names none, or one that makes no sense. */
export function placeAfter(id: string | undefined): RunPlace {
  const [, after = "-1", life = "0"] = eventId.exec(id ?? "") ?? [];
  return { after: Number(after), life: Number(life) };
}
