// Typing that could not be placed in the room: says so, and hands it over.
import { useState } from "preact/hooks";
import { copyText } from "#web/copy-text";
import type { RecoveredText } from "#web/outbox";
import type { RoomSession } from "#web/room-session";

const reasons: Record<RecoveredText["because"], string> = {
  restored:
    "This room was restored from its last backup and is now behind what you had. Your text from before is safe here.",
  refused: "The room could not take your last edit. What you typed is safe here.",
  unplaced: "What you typed here before no longer fits the room’s text. It is safe here.",
};

export function RoomBanner({ session }: { session: RoomSession }) {
  const [copied, setCopied] = useState(false);
  const recovered = session.recovered.value;
  const last = recovered.at(-1);
  if (!last) return null;
  return (
    <div class="banner" role="alert">
      <p>{reasons[last.because]}</p>
      <button
        type="button"
        class="button button-outline"
        onClick={async () => setCopied(await copyText(recovered.map(({ text }) => text).join("\n\n")))}
      >
        {copied ? "Copied" : "Copy my text"}
      </button>
      <button type="button" class="button" onClick={() => session.dropRecovered()}>
        I have it
      </button>
    </div>
  );
}
