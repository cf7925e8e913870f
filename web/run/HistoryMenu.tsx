import { Check, History } from "lucide-preact";
import { languages } from "#protocol/languages";
import { Menu } from "#web/controls/Menu.tsx";
import type { RoomSession } from "#web/room-session";
import { timeAgo } from "#web/time-words";
import type { RunHistory } from "./run-history";
import { panelMenu } from "./run-layout";
import { runStatusWords } from "./run-words";

const takeBack = () => (panelMenu.value = undefined);
const nameOf = (id: string) => languages.find((language) => language.id === id)?.name ?? id;

export function HistoryMenu({ session, history }: { session: RoomSession; history: RunHistory }) {
  return (
    <Menu
      label="Earlier runs"
      role="dialog"
      buttonClass="button button-icon"
      button={<History />}
      panelClass="menu-panel-end menu-panel-up history-panel"
      wanted={panelMenu.value === "runs"}
      onWanted={takeBack}
      onOpen={() => void history.load()}
    >
      {(close) => <RunList session={session} history={history} close={close} />}
    </Menu>
  );
}

type RunListProps = { session: RoomSession; history: RunHistory; close: () => void };

function RunList({ session, history, close }: RunListProps) {
  const runs = history.runs.value;
  const latest = session.run.run.value?.id;
  const shown = history.shown.value?.run.id ?? latest;
  if (history.failed.value)
    return <p class="menu-note">The list of runs could not be loaded. Try it again in a moment.</p>;
  if (!runs) return <p class="menu-note">Loading</p>;
  if (runs.length === 0) return <p class="menu-note">Nothing has run in this room yet.</p>;
  return (
    <div class="history-list" role="menu" aria-label="Runs of this room, newest first">
      {runs.map((run) => {
        const { words, why, tone } = runStatusWords(run);
        return (
          <button
            key={run.id}
            type="button"
            class="menu-item"
            role="menuitemradio"
            aria-checked={run.id === shown}
            onClick={() => {
              if (run.id === latest) history.showLatest();
              else void history.show(run.id);
              close();
            }}
          >
            <span class="menu-item-mark">{run.id === shown && <Check />}</span>
            <span class="history-words">
              <span class="run-status" data-tone={tone}>
                {words}
              </span>
              {why && <span class="history-why">{why}</span>}
              <span class="quiet">
                {run.name} · {nameOf(run.language)} · v{run.version}
              </span>
            </span>
            <time class="quiet" dateTime={run.startedAt}>
              {timeAgo(Date.parse(run.startedAt), Date.now())}
            </time>
          </button>
        );
      })}
    </div>
  );
}
