// The room in another page: what to write there.
import { useState } from "preact/hooks";
import { LinkField } from "#web/room/LinkField.tsx";
import type { RoomSession } from "#web/room-session";

export function EmbedField({ session, viewId }: { session: RoomSession; viewId: string }) {
  const [isOpen, setOpen] = useState(false);
  const [isFrozen, setFrozen] = useState(false);
  const path = session.files.value.get(session.file.value)?.path ?? "";
  const query = new URLSearchParams({ file: path, ...(isFrozen && { at: `v${session.version.value}` }) });
  const address = `${location.origin}/e/${viewId}?${query}`;
  return (
    <div class="embed">
      <button type="button" class="button button-outline" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Embed it in another page
      </button>
      {isOpen && (
        <>
          <LinkField
            label="To put into the page"
            hint={`Shows ${path}${isFrozen ? ` as it is now, at v${session.version.value}` : ", live"}, to be read only.`}
            link={`<iframe src="${address.replaceAll("&", "&amp;")}" width="100%" height="400" style="border:1px solid #8884;border-radius:8px" title="Code in Tandem"></iframe>`}
            onChoose={() => {}}
          />
          <label class="embed-frozen">
            <input
              type="checkbox"
              checked={isFrozen}
              onChange={({ currentTarget }) => setFrozen(currentTarget.checked)}
            />
            Keep it as it is at this version
          </label>
        </>
      )}
    </div>
  );
}
