// Files that come in: where they may be dropped, how far they are, and what was left out.
import { useEffect, useState } from "preact/hooks";
import { Dialog } from "#web/controls/Dialog.tsx";
import type { RoomSession } from "#web/room-session";
import { carriesFiles, takeDropped } from "./arrivals";
import { tellDeleted } from "./file-actions";
import { stopLargePastes } from "./large-paste";
import { bring, limitWords, upload, uploadReport } from "./upload";

/** Of what was left out. */
const SHOWN_MAX = 100;

export function FileArrivals({ session }: { session: RoomSession }) {
  const [isOver, setOver] = useState(false);
  const canWrite = session.role.value === "editor";

  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener(
      "dragover",
      (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault(); // or the browser would leave the room and show the file
        setOver(true);
      },
      { signal },
    );
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && setOver(false), { signal });
    // On its way down, so that it ends wherever they are dropped.
    document.addEventListener("drop", () => setOver(false), { signal, capture: true });
    document.addEventListener(
      "drop",
      (event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        void bring(session, "", takeDropped(event));
      },
      { signal },
    );
    return () => stop.abort();
  }, [session]);

  useEffect(() => stopLargePastes(session), [session]);

  const deleted = session.deletedHere.value;
  useEffect(() => {
    if (deleted.length === 0) return;
    // Whoever is typing must not go on in the file that is shown instead.
    const place = document.getElementById("room-code");
    if (place?.contains(document.activeElement)) {
      place.tabIndex = -1;
      place.focus();
    }
    tellDeleted(session, deleted);
  }, [session, deleted]);

  return (
    <>
      {isOver && (
        <div class="drop-hint" aria-hidden="true">
          <p>{canWrite ? "Drop to add to this room" : "This link only views the room"}</p>
          {canWrite && <p>{limitWords} A zip file is unpacked.</p>}
        </div>
      )}
      <Progress />
      <Report />
    </>
  );
}

function Progress() {
  const now = upload.value;
  return (
    <div role="status">
      {now && (
        <div class="upload">
          <p>{now.words}</p>
          <progress value={now.done} aria-label={now.words} />
          <button type="button" class="button" onClick={now.cancel}>
            Cancel
          </button>
        </div>
      )}
    </div>
  );
}

function Report() {
  const now = uploadReport.value;
  if (!now) return null;
  const { count, skipped } = now;
  return (
    <Dialog
      title={count === 0 ? "Nothing was added" : `Added ${count === 1 ? "one file" : `${count} files`}`}
      onClose={() => (uploadReport.value = undefined)}
    >
      <p>{skipped.length === 1 ? "This was left out:" : `These ${skipped.length} were left out:`}</p>
      <ul class="upload-skipped">
        {skipped.slice(0, SHOWN_MAX).map(({ path, why }) => (
          <li key={path}>
            <code>{path}</code> <span class="quiet">{why}</span>
          </li>
        ))}
        {skipped.length > SHOWN_MAX && <li class="quiet">and {skipped.length - SHOWN_MAX} more</li>}
      </ul>
    </Dialog>
  );
}
