// What a room says of its past by itself: what one has missed, and where it comes from.
import { X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { HistoryAnswer } from "#protocol/history-rest";
import { api } from "#web/api";
import { asMember } from "#web/client-identity";
import { lateDialog, missingWords } from "#web/controls/late.tsx";
import { part } from "#web/parts";
import { roomPath } from "#web/room-address";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { isTouch } from "#web/touch";
import { historyPath, namedVersion, showsAuthors } from "./history-commands";
import { goToHistory } from "./history-part.tsx";
import { countWords } from "./moment-words";
import { noteSeen, seenVersion } from "./seen-versions";
import "./room-past.css";

/** Fewer are read faster than watched. */
const MISSED_LEAST = 10;

const NameVersion = lateDialog(() => import("./NameVersion.tsx").then(({ NameVersion }) => NameVersion), {
  name: "The field for a version’s name",
  open: ({ version }) => (namedVersion.value = version),
});
// It works in Monaco, which does not come to a phone.
const roomAuthors = part(() => import("./room-authors"), { isAhead: !isTouch });

export function RoomPast({ session }: { session: RoomSession }) {
  const [missed, setMissed] = useState<{ from: number; count: number }>();
  const [origin, setOrigin] = useState<HistoryAnswer["forkedFrom"]>();
  const opened = session.opened.value;

  useEffect(() => {
    if (!opened) return;
    const { id } = session;
    const seen = seenVersion(id);
    const now = session.version.peek();
    if (seen !== undefined && now - seen >= MISSED_LEAST) setMissed({ from: seen, count: now - seen });
    let isGone = false;
    // Who comes for the first time is told where the room comes from.
    if (seen === undefined)
      api("GET /rooms/{roomId}/history", { params: { roomId: id } }).then(
        ({ forkedFrom }) => !isGone && setOrigin(forkedFrom),
        () => {}, // the history page says it, too
      );
    const note = () => noteSeen(id, session.version.peek());
    note();
    addEventListener("pagehide", note);
    return () => {
      isGone = true;
      removeEventListener("pagehide", note);
      note();
    };
  }, [session, opened]);

  const shows = showsAuthors.value;
  useEffect(() => {
    if (!shows || !opened) return;
    let stop: (() => void) | undefined;
    let isGone = false;
    roomAuthors.fetch().then(
      ({ paintAuthors }) => {
        if (!isGone) stop = paintAuthors(session);
      },
      () => {
        showsAuthors.value = false;
        showToast({ text: missingWords("Who wrote what") });
      },
    );
    return () => {
      isGone = true;
      stop?.();
    };
  }, [session, shows, opened]);

  return (
    <>
      {missed && (
        <div class="banner room-past" role="status">
          <p>{countWords(missed.count, "edit")} since you were here.</p>
          <button
            type="button"
            class="button button-outline"
            onClick={() => goToHistory(session, `${historyPath(session.id)}?from=v${missed.from}`)}
          >
            Watch
          </button>
          <Close onClick={() => setMissed(undefined)} />
        </div>
      )}
      {origin && (
        <div class="banner room-past" role="status">
          <p>
            Forked from{" "}
            <a href={`${roomPath(origin.roomId)}/history?at=v${origin.version}`}>{origin.title || "a room"}</a> at v
            {origin.version}.
          </p>
          <Close onClick={() => setOrigin(undefined)} />
        </div>
      )}
      {namedVersion.value !== undefined && (
        <NameVersion
          version={namedVersion.value}
          keep={async (name, version) => {
            const params = { roomId: session.id };
            const headers = await asMember(session.id);
            await api("POST /rooms/{roomId}/marks", { params, body: { name, version }, headers });
          }}
          onClose={() => {
            namedVersion.value = undefined;
            session.focusEditor();
          }}
        />
      )}
    </>
  );
}

const Close = ({ onClick }: { onClick: () => void }) => (
  <button type="button" class="button button-icon" aria-label="Hide this" title="Hide this" onClick={onClick}>
    <X />
  </button>
);
