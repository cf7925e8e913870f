// Talk beside the code: the chat, and the comments on it.
import { useEffect, useState } from "preact/hooks";
import type { RoomSession } from "#web/room-session";
import { ChatView } from "./ChatView.tsx";
import { CommentsView } from "./CommentsView.tsx";
import "./talk.css";

export default function TalkPanel({ session }: { session: RoomSession }) {
  const { talk } = session;
  const tab = talk.tab.value;
  const open = talk.threads.value.filter(({ resolved }) => !resolved).length;
  return (
    <div class="talk">
      <div class="talk-tabs segments" role="radiogroup" aria-label="What is shown of the talk">
        <Tab label="Chat" isChosen={tab === "chat"} onChoose={() => talk.show("chat")} />
        <Tab
          label={open > 0 ? `Comments (${open})` : "Comments"}
          isChosen={tab === "comments"}
          onChoose={() => talk.show("comments")}
        />
      </div>
      {tab === "chat" ? <ChatView session={session} /> : <CommentsView session={session} />}
      <Spoken session={session} />
    </div>
  );
}

const Tab = ({ label, isChosen, onChoose }: { label: string; isChosen: boolean; onChoose: () => void }) => (
  <button type="button" role="radio" aria-checked={isChosen} onClick={onChoose}>
    {label}
  </button>
);

/** Read out by a screen reader as it comes, without taking anybody away from the code. */
function Spoken({ session }: { session: RoomSession }) {
  const [words, setWords] = useState("");
  useEffect(
    () =>
      session.talk.onHeard(({ name, text }) => {
        setWords(`${name}: ${text.slice(0, SPOKEN_LENGTH_MAX)}`);
      }),
    [session],
  );
  return (
    <p class="visually-hidden" aria-live="polite">
      {words}
    </p>
  );
}
const SPOKEN_LENGTH_MAX = 300;
