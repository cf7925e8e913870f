import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { DEFAULT_LANGUAGE, languageId, type LanguageId } from "#protocol/languages";
import { ThemeMenu } from "#web/controls/ThemeMenu.tsx";
import { Wordmark } from "#web/controls/Wordmark.tsx";
import { createRoom } from "#web/create-room";
import { roomPath } from "#web/room-address";
import { navigate } from "#web/route";
import { askRunnable } from "#web/run/runnable";
import { readStored, writeStored } from "#web/stored";
import { CodeFigure } from "./CodeFigure.tsx";
import { JoinForm } from "./JoinForm.tsx";
import { LanguageKeys } from "./LanguageKeys.tsx";
import { OperatorNotice } from "./OperatorNotice.tsx";
import { RecentRooms } from "./RecentRooms.tsx";

const LAST_LANGUAGE_KEY = "tandem.language";

export function LandingPage() {
  const last = languageId(readStored(LAST_LANGUAGE_KEY) ?? "") ?? DEFAULT_LANGUAGE;
  const [pointed, setPointed] = useState<LanguageId>(last);
  const [making, setMaking] = useState<LanguageId>();
  const [failure, setFailure] = useState("");

  // Before the page is seen: the first key may come at once.
  useLayoutEffect(() => {
    document.title = "Tandem";
    // The keyboard starts where the page's one question is asked.
    document.querySelector<HTMLElement>(".language-key[data-first]")?.focus({ preventScroll: true });
  }, []);

  useEffect(() => void askRunnable(), []);

  const choose = async (language: LanguageId) => {
    if (making) return;
    writeStored(LAST_LANGUAGE_KEY, language);
    setMaking(language);
    setFailure("");
    // The room's script travels while the room is being made. Should it fail, opening the room asks for it again.
    import("#web/room/RoomPage.tsx").catch(() => {});
    const created = await createRoom(language);
    if (created.ok) return navigate(roomPath(created.roomId));
    setMaking(undefined);
    setFailure(created.reason);
  };

  return (
    <div class="landing">
      <header class="landing-head">
        <Wordmark />
        <ThemeMenu />
      </header>
      <main>
        <div class="hero">
          <div class="hero-words">
            <h1>Write and run code together, at the same time.</h1>
            <p class="hero-promise">
              Choose a language and you are in a room. Whoever opens its link types with you, without an account, and
              nothing anyone typed is lost.
            </p>
            <h2 class="hero-ask">New room in</h2>
            <LanguageKeys first={last} making={making} onPoint={setPointed} onChoose={choose} />
            <p class="field-error" role="alert">
              {failure}
            </p>
            <JoinForm />
          </div>
          <CodeFigure language={pointed} />
        </div>
        <RecentRooms />
      </main>
      <footer class="landing-foot">
        <a href="/docs">API documentation</a>
      </footer>
      <OperatorNotice />
    </div>
  );
}
