// Versions that have a name or that something was made from, and what may be made of the one that is shown.
import { FileDiff, GitFork, History, Link, MoreHorizontal, RotateCcw, Tag } from "lucide-preact";
import { useState } from "preact/hooks";
import type { Mark } from "#protocol/mark";
import { Menu } from "#web/controls/Menu.tsx";
import { roomPath } from "#web/room-address";
import { copyVersionLink, deleteWithUndo, forkAt, restoreWithUndo } from "./version-actions";
import { momentWords, namedWords } from "./moment-words";
import { NameVersion } from "./NameVersion.tsx";
import { type PastView } from "./past-view";
import { markWords } from "./timeline-ticks";

type Asked = { mark: Mark | undefined; version: number; name: string };

export function VersionsPanel({ view }: { view: PastView }) {
  const [asked, setAsked] = useState<Asked>();
  const version = view.version.value;
  const info = view.info.value;
  const canWrite = view.canWrite.value;
  const marks = (info?.marks ?? []).toSorted((a, b) => b.version - a.version || b.id - a.id);
  const from = info?.forkedFrom;
  return (
    <aside class="past-versions" aria-label="Versions">
      <div class="past-actions">
        {canWrite && (
          <button
            type="button"
            class="button button-outline"
            onClick={() => setAsked({ mark: undefined, version, name: "" })}
          >
            <Tag />
            Name it
          </button>
        )}
        {canWrite && (
          <button
            type="button"
            class="button button-outline"
            disabled={view.isLive.value}
            title={
              view.isLive.value ? "This is how the room is now" : `Make the files again what they are at v${version}`
            }
            onClick={() => void restoreWithUndo(view, version)}
          >
            <RotateCcw />
            Restore
          </button>
        )}
        <button
          type="button"
          class="button button-outline"
          title={`A new room that begins with v${version}`}
          onClick={() => void forkAt(view, version)}
        >
          <GitFork />
          Fork
        </button>
        <button type="button" class="button button-outline" onClick={() => void copyVersionLink(view, version)}>
          <Link />
          Link
        </button>
        <button
          type="button"
          class="button button-outline past-since"
          disabled={view.isLive.value}
          title={view.isLive.value ? "This is how the room is now" : `From v${version} to now`}
          onClick={() => void view.compareWithNow()}
        >
          <FileDiff />
          Changes since
        </button>
      </div>
      <h2>Versions</h2>
      {marks.length === 0 && (
        <p class="quiet past-empty">
          None has a name yet. Name one to find it again: before a big change, or when something works.
        </p>
      )}
      <ol class="past-marks">
        {marks.map((mark) => (
          <li key={mark.id} aria-current={mark.version === version ? "true" : undefined}>
            <button type="button" class="past-mark" onClick={() => view.seek(mark.version)}>
              <MarkIcon kind={mark.kind} />
              <span>
                <strong>{mark.kind === "name" ? mark.name : markWords(mark)}</strong>
                <MarkTime mark={mark} view={view} />
              </span>
            </button>
            <Menu
              label={`What to do with v${mark.version}, ${mark.name ?? markWords(mark)}`}
              button={<MoreHorizontal />}
              buttonClass="button button-icon"
              panelClass="menu-panel-end"
            >
              {(close) => {
                const item = (label: string, run: () => void) => (
                  <button
                    type="button"
                    role="menuitem"
                    class="menu-item"
                    onClick={() => {
                      close();
                      run();
                    }}
                  >
                    {label}
                  </button>
                );
                const name = mark.name ?? markWords(mark);
                return (
                  <>
                    {item("Compare with what is shown", () => void view.compare(mark.version, name))}
                    {item("Copy its link", () => void copyVersionLink(view, mark.version))}
                    {item("Fork here", () => void forkAt(view, mark.version))}
                    {canWrite && item("Restore", () => void restoreWithUndo(view, mark.version))}
                    {canWrite &&
                      mark.kind === "name" &&
                      item("Rename…", () => setAsked({ mark, version: mark.version, name: mark.name ?? "" }))}
                    {canWrite && mark.kind === "name" && item("Forget the name", () => void deleteWithUndo(view, mark))}
                    {mark.kind === "fork" &&
                      mark.room &&
                      item("Watch the fork", () => void (location.href = roomPath(mark.room ?? "")))}
                  </>
                );
              }}
            </Menu>
          </li>
        ))}
        <li aria-current={version === 0 ? "true" : undefined}>
          <button type="button" class="past-mark" onClick={() => view.seek(0)}>
            <History />
            <span>
              <strong>The beginning</strong>
              <span class="quiet">v0 · {info && momentWords(info.begun, Date.now())}</span>
            </span>
          </button>
          <button
            type="button"
            class="button"
            disabled={version === 0}
            onClick={() => void view.compare(0, "the beginning")}
          >
            Compare
          </button>
        </li>
      </ol>
      {from && (
        <p class="past-lineage quiet">
          Forked from <a href={`${roomPath(from.roomId)}/history?at=v${from.version}`}>{from.title || "a room"}</a> at v
          {from.version}
        </p>
      )}
      {asked && (
        <NameVersion
          version={asked.version}
          name={asked.name}
          keep={(name, at) => (asked.mark ? view.renameMark(asked.mark, name) : view.nameVersion(name, at))}
          onClose={() => setAsked(undefined)}
        />
      )}
    </aside>
  );
}

// What was made of a version was made then; a name may come long after what it names.
function MarkTime({ mark, view }: { mark: Mark; view: PastView }) {
  if (mark.kind !== "name")
    return (
      <span class="quiet">
        v{mark.version} · {momentWords(mark.time, Date.now())}
      </span>
    );
  void view.loaded.value; // tells when, once it is here
  const versionTime = mark.version === 0 ? view.info.value?.begun : view.authorship(mark.version)?.time;
  const { when, named } = namedWords(mark, versionTime, Date.now());
  return (
    <span class="quiet" title={`v${mark.version} was ${named}`}>
      {when}
    </span>
  );
}

const MarkIcon = ({ kind }: Pick<Mark, "kind">) =>
  kind === "name" ? <Tag /> : kind === "fork" ? <GitFork /> : <RotateCcw />;
