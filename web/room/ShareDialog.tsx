import { Share2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Dialog } from "#web/controls/Dialog.tsx";
import { EmbedField } from "#web/embed/EmbedField.tsx";
import { isOwnMachine, roomLink } from "#web/room-address";
import type { RoomSession } from "#web/room-session";
import { LinkField } from "./LinkField.tsx";
import { QrCode } from "./QrCode.tsx";

type LinkKind = "edit" | "view";

export function ShareDialog({ session, onClose }: { session: RoomSession; onClose: () => void }) {
  const viewId = session.viewId.value;
  // Who only views knows one link: the one that brought them here.
  const links: Partial<Record<LinkKind, string>> =
    session.role.value === "editor"
      ? { edit: roomLink(location.origin, session.id), ...(viewId && { view: roomLink(location.origin, viewId) }) }
      : { view: roomLink(location.origin, session.id) };
  const [kind, setKind] = useState<LinkKind>(links.edit ? "edit" : "view");
  const chosen = links[kind] ?? "";

  return (
    <Dialog title="Share this room" onClose={onClose}>
      {links.edit && (
        <LinkField
          label="To write together"
          hint="Whoever has it can change everything in this room."
          link={links.edit}
          onChoose={() => setKind("edit")}
        />
      )}
      {links.view && (
        <LinkField
          label="Only to watch"
          hint="Sees every key as it is typed, and can change nothing."
          link={links.view}
          onChoose={() => setKind("view")}
        />
      )}
      {links.view && <EmbedField session={session} viewId={links.edit && viewId ? viewId : session.id} />}
      {isOwnMachine(location.hostname) ? (
        <OwnMachine />
      ) : (
        <div class="share-qr">
          <QrCode
            link={chosen}
            label={`QR code of the link ${kind === "edit" ? "to write together" : "only to watch"}`}
          />
          <div>
            <div class="segments" role="radiogroup" aria-label="Link in the QR code">
              {(["edit", "view"] as const).map(
                (one) =>
                  links[one] && (
                    <button
                      key={one}
                      type="button"
                      role="radio"
                      aria-checked={kind === one}
                      onClick={() => setKind(one)}
                    >
                      {one === "edit" ? "Write" : "Watch"}
                    </button>
                  ),
              )}
            </div>
            <p class="quiet">For a phone’s camera: {kind === "edit" ? "it can write." : "it can only watch."}</p>
            {"share" in navigator && (
              <button
                type="button"
                class="button button-outline"
                onClick={() => void share(session.title.value, chosen)}
              >
                <Share2 />
                Send…
              </button>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** In place of a picture that no phone could follow. */
const OwnMachine = () => (
  <div class="share-own">
    <p>Only this computer can open these links.</p>
    <p class="quiet">
      To let others in, phones too, start Tandem with <code>HOST=0.0.0.0 npm start</code> and open the room by this
      computer’s address in your network. Share then shows links of that address, and a QR code.
    </p>
  </div>
);

async function share(title: string, url: string): Promise<void> {
  try {
    await navigator.share({ title: title || "A room in Tandem", url });
  } catch {
    // Closed without choosing anybody, which is an answer too.
  }
}
