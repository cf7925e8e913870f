// A room's past: all of its files at any version, played or stepped through, compared, named, restored and forked.
import { ArrowLeft } from "lucide-preact";
import { useEffect, useMemo } from "preact/hooks";
import { Wordmark } from "#web/controls/Wordmark.tsx";
import { late } from "#web/controls/late.tsx";
import { isNarrow } from "#web/narrow";
import { roomPath } from "#web/room-address";
import { followLink, navigate } from "#web/route";
import { ExportMenu } from "./ExportMenu.tsx";
import { PastCode } from "./PastCode.tsx";
import { PastFileList } from "./PastFileList.tsx";
import { PastView } from "./past-view";
import { Transport } from "./Transport.tsx";
import { VersionsPanel } from "./VersionsPanel.tsx";
import "./history.css";

const Difference = late(() => import("./Difference.tsx").then(({ Difference }) => Difference), {
  name: "The comparison",
  Frame: ({ children }) => <main class="past-main">{children}</main>,
});

export function HistoryPage({ id }: { id: string }) {
  const view = useMemo(() => beginView(id), [id]);
  useEffect(() => () => view.dispose(), [view]);
  useEffect(() => hearKeys(view), [view]);
  const room = view.room.value;
  useEffect(() => {
    document.title = room ? `History of ${room.title || "a room"} · Tandem` : "Tandem";
    return () => void (document.title = "Tandem");
  }, [room]);

  const problem = view.problem.value;
  if (problem && (problem === "unknown" || !room)) return <NoHistory id={id} why={problem} />;
  return (
    <div class="room past">
      <header class="top-bar">
        <Wordmark short />
        <a
          class="button"
          href={roomPath(id)}
          onClick={followLink}
          aria-label="Back to the room"
          title="Back to the room"
        >
          <ArrowLeft />
          {!isNarrow.value && "Room"}
        </a>
        <h1 class="past-title">
          <span>{room?.title || "Untitled room"}</span> <span class="quiet">History</span>
        </h1>
        <span class="top-bar-end">
          <button
            type="button"
            class="button button-outline"
            aria-pressed={view.showsBlame.value}
            onClick={() => view.toggleBlame()}
          >
            Who wrote this
          </button>
          <ExportMenu view={view} />
        </span>
      </header>
      {problem === "unreachable" && (
        <div class="banner" role="alert">
          <p>The room does not answer. What is here can still be watched.</p>
          <button type="button" class="button button-outline" onClick={() => view.show(view.version.value)}>
            Try again
          </button>
        </div>
      )}
      {view.missing.value !== undefined && (
        <div class="banner" role="alert">
          <p>{missingWords(view.missing.value, view.newest.value)}</p>
          <button type="button" class="button button-outline" onClick={() => view.seek(0)}>
            From the beginning
          </button>
          <button type="button" class="button" onClick={() => view.seek(view.newest.value)}>
            Stay here
          </button>
        </div>
      )}
      <div class="past-row">
        {view.compared.value ? (
          <Difference view={view} compared={view.compared.value} />
        ) : (
          <>
            <PastFileList view={view} />
            <main class="past-main" aria-label="The files of this moment">
              <PastCode view={view} />
            </main>
          </>
        )}
        <VersionsPanel view={view} />
      </div>
      <Transport view={view} />
    </div>
  );
}

/** Somebody's link may come from another room, or from before this one was restored from a backup. */
function missingWords(asked: string, newest: number): string {
  const version = /^v(\d+)$/.exec(asked)?.[1];
  const none =
    version === undefined
      ? `“${asked.slice(0, 40)}” names no moment of this room`
      : `This room has no version ${Number(version).toLocaleString("en")}`;
  return `${none}. What you see is the newest one, v${newest}.`;
}

function NoHistory({ id, why }: { id: string; why: "unknown" | "unreachable" }) {
  return (
    <main class="notice">
      <Wordmark />
      <h1>{why === "unknown" ? "There is no room here" : "The room cannot be reached"}</h1>
      <p>
        {why === "unknown"
          ? "The link may have lost a letter on its way. Ask whoever sent it to copy it once more."
          : "Nobody answers: you may be offline, or Tandem may be restarting. The room’s history is safe."}
      </p>
      <div class="notice-actions">
        {why === "unreachable" && (
          <button type="button" class="button button-primary" onClick={() => location.reload()}>
            Try again
          </button>
        )}
        <a
          class={`button ${why === "unreachable" ? "button-outline" : "button-primary"}`}
          href={roomPath(id)}
          onClick={followLink}
        >
          To the room as it is now
        </a>
      </div>
    </main>
  );
}

function beginView(id: string): PastView {
  const view: PastView = new PastView(id, new URLSearchParams(location.search), () => {
    if (view.leadsToRoom) navigate(roomPath(id));
  });
  return view;
}

function hearKeys(view: PastView): () => void {
  const acts: Readonly<Record<string, () => void>> = {
    " ": () => (view.isPlaying.value ? view.pause() : view.play()),
    ArrowLeft: () => view.step(-1),
    ArrowRight: () => view.step(1),
    Home: () => view.seek(0),
    End: () => view.seek(view.newest.value),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    const inside = target instanceof Element ? target : document.body;
    // Whoever is in the text walks through it; a control has its own keys.
    const isTaken = inside.closest("dialog, .monaco-editor, pre, input, select, textarea, .menu-panel");
    const act = acts[key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTaken && !(key === " " && inside.closest(".monaco-editor, pre, .timeline-slider"))) return;
    if (key === " " && inside.closest("button, a")) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", onKeyDown);
  return () => document.removeEventListener("keydown", onKeyDown);
}
