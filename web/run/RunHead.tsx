// The line above the output: what runs and how it went, of which version, and what one can do with it.
import { Text } from "@codemirror/state";
import {
  Check,
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  ChevronUp,
  Copy,
  Eraser,
  PanelBottom,
  PanelRight,
} from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { MAIN_FILE } from "#protocol/project";
import { copyText } from "#web/copy-text";
import { dock, isShown, outputPanel, setDock, setOpen } from "#web/layout/panels";
import { isNarrow } from "#web/narrow";
import type { RoomSession } from "#web/room-session";
import { timeAgo } from "#web/time-words";
import { ChangesDialog } from "./ChangesDialog.tsx";
import { HistoryMenu } from "./HistoryMenu.tsx";
import { NextInputMenu } from "./NextInputMenu.tsx";
import type { RunHistory } from "./run-history";
import { resultFigures, runStatusWords, versionWords } from "./run-words";
import { plainText } from "./terminal-text";

/** How long the button says that it has copied. */
const COPIED_SHOWN_MS = 2_000;

type RunHeadProps = { session: RoomSession; history: RunHistory };

export function RunHead({ session, history }: RunHeadProps) {
  const [comparing, setComparing] = useState(false);
  const past = history.shown.value;
  const shown = past?.run ?? session.run.run.value;
  const then = past ? past.code : session.run.textThen.value;
  const file = shown?.file ?? MAIN_FILE;
  const path = file === MAIN_FILE ? undefined : session.files.value.get(file)?.path;
  // Of a file that is not open the text is not here.
  const isHere = session.textOf(file) !== undefined;
  const changed = shown && then !== null && isHere && session.version.value !== shown.version;
  const status = shown && runStatusWords(shown, session.me.value?.user);
  const isEditor = session.role.value === "editor";
  const trouble = session.run.trouble.value;
  const open = isNarrow.value || isShown(outputPanel());

  // Of a run that began before this page was here the text is asked for.
  const compare = async () => {
    if (!shown) return;
    if (then === undefined) {
      const code = await history.codeOf(shown.id);
      if (session.run.run.value?.id !== shown.id) return; // another began meanwhile
      if (typeof code !== "string") {
        session.run.say(
          code === null
            ? "The room no longer has the text of this run."
            : "The text of this run could not be loaded. Try it again in a moment.",
        );
        return;
      }
      session.run.ran(shown.id, Text.of(code.split("\n")));
    }
    setComparing(true);
  };

  return (
    <header class="run-head">
      <div class="run-head-line">
        <p class="run-about">
          <span class="run-status" role="status" data-tone={status?.tone}>
            {status ? status.words : "Output"}
          </span>
          {shown && (
            <span class="run-of">
              {past ? (
                <>
                  run by {shown.name} {timeAgo(Date.parse(shown.startedAt), Date.now())}
                </>
              ) : (
                <>
                  {session.run.isRunning ? "started" : "run"} by {shown.name}
                </>
              )}
              {path !== undefined && ` · ${path}`}
              {" · "}
              {versionWords(shown.version, session.version.value)}
            </span>
          )}
          {changed && (
            <button type="button" class="text-button" onClick={() => void compare()}>
              Changes since
            </button>
          )}
          {past && (
            <button type="button" class="text-button" onClick={() => history.showLatest()}>
              Back to the latest run
            </button>
          )}
        </p>
        {shown?.result && (
          <dl class="run-figures">
            {resultFigures(shown.result).map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        <div class="run-tools">
          {isEditor && <NextInputMenu room={session.id} />}
          <HistoryMenu session={session} history={history} />
          <CopyButton text={() => outputOf(past?.entries ?? session.run.log.entries)} />
          {!past && session.run.hasOutput.value && (
            <button
              type="button"
              class="button button-icon"
              aria-label="Clear the output, on this page only"
              title="Clear the output, on this page only"
              onClick={() => session.run.clear()}
            >
              <Eraser />
            </button>
          )}
          {!isNarrow.value && <PlaceButtons open={open} />}
        </div>
      </div>
      {status?.why && (
        <p class="run-trouble" role="status">
          {status.why}
        </p>
      )}
      {trouble && (
        <p class="run-trouble" role="alert">
          {trouble}
        </p>
      )}
      {comparing && then != null && shown && (
        <ChangesDialog
          session={session}
          then={then.toString()}
          version={shown.version}
          language={shown.language}
          file={file}
          onClose={() => setComparing(false)}
        />
      )}
    </header>
  );
}

const outputOf = (entries: RunHistoryEntries): string => entries.map(({ text }) => plainText(text)).join("");
type RunHistoryEntries = readonly { readonly text: string }[];

function PlaceButtons({ open }: { open: boolean }) {
  const isBelow = dock.value === "below";
  const move = isBelow ? "Put the output beside the code" : "Put the output below the code";
  const toggle = open ? "Close the output" : "Open the output";
  const [Close, Open] = isBelow ? [ChevronDown, ChevronUp] : [ChevronRight, ChevronLeft];
  return (
    <>
      {open && (
        <button
          type="button"
          class="button button-icon"
          aria-label={move}
          title={move}
          onClick={() => setDock(isBelow ? "beside" : "below")}
        >
          {isBelow ? <PanelRight /> : <PanelBottom />}
        </button>
      )}
      <button
        type="button"
        class="button button-icon"
        aria-label={toggle}
        aria-expanded={open}
        title={toggle}
        onClick={() => setOpen(outputPanel(), !open)}
      >
        {open ? <Close /> : <Open />}
      </button>
    </>
  );
}

function CopyButton({ text }: { text: () => string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? "Copied" : "Copy the output";
  return (
    <button
      type="button"
      class="button button-icon"
      aria-label={label}
      title={label}
      onClick={async () => setCopied(await copyText(text()))}
    >
      {copied ? <Check /> : <Copy />}
    </button>
  );
}
