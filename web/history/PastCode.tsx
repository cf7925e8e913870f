// The text of a moment, to be read only: in the room's own editor, or where one works with the fingers as plain lines.
import { useEffect, useRef, useState } from "preact/hooks";
import type { BlameAnswer } from "#protocol/history-rest";
import { missingWords } from "#web/controls/late.tsx";
import { part } from "#web/parts";
import { EditorSkeleton } from "#web/room/EditorSkeleton.tsx";
import { showToast } from "#web/toast";
import { isTouch } from "#web/touch";
import { AuthorLegend } from "./AuthorLegend.tsx";
import { type Author, blameOf, type Spans } from "./blame";
import type { PastView, Shown } from "./past-view";

export type CodePort = {
  show(shown: Shown, follows: boolean): void;
  /** Who wrote what of the text that is shown; undefined: it is not asked. */
  paintAuthors(spans: BlameAnswer["spans"] | undefined): void;
  dispose(): void;
};
export type CodePortMaker = (host: HTMLElement, author: (user: number) => Author) => CodePort;

const portMaker = part<CodePortMaker>(() =>
  isTouch
    ? import("./light-port").then(({ openLight }) => openLight)
    : import("./monaco-port").then(({ openMonaco }) => openMonaco),
);
portMaker.fetch().catch(() => {}); // asked for again where the text is to stand

export function PastCode({ view }: { view: PastView }) {
  const host = useRef<HTMLDivElement>(null);
  const [isHere, setIsHere] = useState(false);
  const [spans, setSpans] = useState<Spans>();
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let port: CodePort | undefined;
    let isGone = false;
    const stops: (() => void)[] = [];
    const tellMissing = () => {
      if (isGone) return;
      const action = { label: "Try again", run: () => setTries((before) => before + 1) };
      showToast({ text: missingWords("The text"), action });
    };
    void portMaker.fetch().then((open) => {
      if (isGone || !host.current) return;
      const opened = open(host.current, (user) => ({ name: view.nameOf(user), go: (version) => view.seek(version) }));
      port = opened;
      setIsHere(true);
      stops.push(
        view.shown.subscribe((shown) => shown && opened.show(shown, view.isPlaying.peek())),
        blameOf(view, (told) => {
          opened.paintAuthors(told);
          setSpans(told);
        }),
      );
    }, tellMissing);
    return () => {
      isGone = true;
      stops.forEach((stop) => stop());
      port?.dispose();
    };
  }, [view, tries]);
  return (
    <>
      {view.showsBlame.value && <AuthorLegend spans={spans} nameOf={(user) => view.nameOf(user)} />}
      <div class="past-text">
        <div class="past-editor" ref={host} />
        {!isHere && <EditorSkeleton />}
      </div>
    </>
  );
}
