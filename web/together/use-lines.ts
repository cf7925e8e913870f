// In which lines the others are, for as long as somebody reads the list of them.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { PersonHere, RoomSession } from "#web/room-session";
import { HeldTexts } from "./held-texts";

/** Of so many files the texts are kept here for it; of a crowd's other files only the names are told. */
const FILES_MAX = 8;
/** People who write move with every key; a list that flickers is not read. */
const REDRAW_MS = 300;

/** The line of each of them at this moment, where the text they are in is here. */
export function useLines(session: RoomSession): (person: PersonHere) => number | undefined {
  const [, redraw] = useState({});
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = session.onMessage(({ type }) => {
      if (type !== "cursor_update" && type !== "code_update") return;
      timer ??= setTimeout(() => {
        timer = undefined;
        redraw({});
      }, REDRAW_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [session]);

  const all = session.people.value.map(({ file }) => file);
  const files = [...new Set(all)].filter((file) => session.files.value.get(file)?.kind === "text").slice(0, FILES_MAX);
  const held = files.toSorted((a, b) => a - b).join();
  const texts = useMemo(() => new HeldTexts(session), [session]);
  useEffect(() => texts.hold(held === "" ? [] : held.split(",").map(Number), () => redraw({})), [texts, held]);
  useEffect(() => () => texts.hold([]), [texts]);

  return ({ user, file }) => {
    const caret = session.client?.people.find((one) => one.user === user && one.file === file)?.carets[0];
    const text = session.textOf(file);
    return caret && text && text.lineAt(Math.min(caret.head, text.length)).number;
  };
}
