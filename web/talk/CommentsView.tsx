// Comments on the code: where each stands, what was said of it, and whether that is settled.
import { Check, CornerUpLeft } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Message, Thread } from "#protocol/talk";
import { Keys } from "#web/commands/Keys.tsx";
import type { RoomSession } from "#web/room-session";
import { showToast } from "#web/toast";
import { Composer } from "./Composer.tsx";
import { Face } from "./Face.tsx";
import { MessageText } from "./MessageText.tsx";
import { UnsaidLine } from "./UnsaidLine.tsx";
import { clock, dayWords } from "./when";

const NO_MESSAGES: readonly Message[] = [];

export function CommentsView({ session }: { session: RoomSession }) {
  const { talk } = session;
  const [showsResolved, setShowsResolved] = useState(false);
  useEffect(() => {
    void talk.loadThreads();
    const look = () => talk.look(document.visibilityState === "visible");
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      talk.look(false);
    };
  }, [talk, session.live.value]);
  const all = talk.threads.value;
  const open = all.filter(({ resolved }) => !resolved).toSorted(byPlace(session));
  const resolved = all.filter((thread) => thread.resolved).toSorted((a, b) => resolvedAt(b) - resolvedAt(a));
  const isEmpty = open.length === 0 && !talk.begun.value && talk.threadsAreHere.value;
  return (
    <div class="comments" tabIndex={-1}>
      <NewComment session={session} />
      {isEmpty && (
        <div class="talk-empty">
          <p>
            <strong>No open comments.</strong>
          </p>
          {session.role.value === "editor" && (
            <p>
              Select some code and press <Keys keys="Mod+Alt+M" />, or choose “Comment on the Selection” among the
              commands. A comment stays at its code as it moves.
            </p>
          )}
        </div>
      )}
      {open.map((thread) => (
        <ThreadCard key={thread.id} session={session} thread={thread} />
      ))}
      {resolved.length > 0 && (
        <button
          type="button"
          class="button comments-resolved"
          aria-expanded={showsResolved}
          onClick={() => setShowsResolved(!showsResolved)}
        >
          {showsResolved ? "Hide resolved" : `${resolved.length} resolved`}
        </button>
      )}
      {showsResolved && resolved.map((thread) => <ThreadCard key={thread.id} session={session} thread={thread} />)}
    </div>
  );
}

const resolvedAt = ({ resolved }: Thread) => resolved?.time ?? 0;

/** Those of the file that is shown first, each where it stands in it. */
const byPlace = (session: RoomSession) => (a: Thread, b: Thread) =>
  Number(b.file === session.file.value) - Number(a.file === session.file.value) || a.file - b.file || a.from - b.from;

function NewComment({ session }: { session: RoomSession }) {
  const { talk } = session;
  const begun = talk.begun.value;
  const [text, setText] = useState("");
  const [why, setWhy] = useState<string>();
  const [sending, setSending] = useState(false);
  if (!begun) return null;
  const cancel = () => {
    talk.about(undefined);
    setWhy(undefined);
    session.focusEditor();
  };
  const send = async () => {
    setSending(true);
    const refused = await talk.begin(text);
    setSending(false);
    setWhy(refused);
    if (refused === undefined) setText("");
  };
  return (
    <section class="thread" data-chosen="true" aria-label="New comment">
      <Place session={session} file={begun.file} from={begun.from} />
      <Quote
        text={
          begun.from < begun.to ? (session.textOf(begun.file)?.sliceString(begun.from, begun.to) ?? "") : begun.quote
        }
        isGone={begun.from === begun.to}
      />
      <Composer
        label="Comment on this code"
        text={text}
        people={talk.people}
        canSend={!sending}
        focusCount={talk.wantsFocus.value}
        onText={setText}
        onSend={() => void send()}
        onEscape={cancel}
      />
      {why !== undefined && (
        <p class="field-error" role="alert">
          {why}
        </p>
      )}
      <div class="thread-actions">
        <button type="button" class="button" onClick={cancel}>
          Cancel
        </button>
        <button
          type="button"
          class="button button-primary"
          disabled={text.trim() === "" || sending}
          onClick={() => void send()}
        >
          Comment
        </button>
      </div>
    </section>
  );
}

function ThreadCard({ session, thread }: { session: RoomSession; thread: Thread }) {
  const { talk } = session;
  const card = useRef<HTMLElement>(null);
  const [reply, setReply] = useState("");
  const isChosen = talk.chosen.value === thread.id;
  useEffect(() => {
    if (isChosen) card.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const canWrite = session.role.value === "editor";
  const messages = talk.said.value.get(thread.id) ?? NO_MESSAGES;
  const unsaid = talk.unsaid.value.filter((one) => one.thread === thread.id);
  const isGone = thread.from === thread.to;
  const settle = (resolved: boolean) => {
    if (!talk.resolve(thread.id, resolved))
      return showToast({ text: "You are offline. Try again when the line is back." });
    if (resolved) showToast({ text: "Resolved for everybody.", action: { label: "Undo", run: () => settle(false) } });
  };
  const { resolved } = thread;
  return (
    <section
      ref={card}
      class="thread"
      data-chosen={isChosen}
      data-resolved={resolved !== undefined}
      aria-label={`Comment by ${thread.name}`}
      onFocusCapture={() => talk.choose(thread.id)}
    >
      <header class="thread-head">
        <Place
          session={session}
          file={thread.file}
          from={resolved ? undefined : thread.from}
          {...(!resolved && !isGone && { onClick: () => goTo(session, thread) })}
        />
        {canWrite &&
          (resolved ? (
            <button type="button" class="button thread-settle" onClick={() => settle(false)}>
              <CornerUpLeft />
              <span>Open again</span>
            </button>
          ) : (
            <button type="button" class="button thread-settle" onClick={() => settle(true)}>
              <Check />
              <span>Resolve</span>
            </button>
          ))}
      </header>
      <Quote text={thread.quote} isGone={isGone} />
      {messages.map((message) => (
        <article key={message.n} class="thread-message" aria-label={`${message.name}, ${clock(message.time)}`}>
          <header>
            <Face session={session} user={message.user} name={message.name} />
            <strong>{message.name}</strong>
            <time dateTime={new Date(message.time).toISOString()}>
              {dayWords(message.time) === "Today" ? clock(message.time) : dayWords(message.time)}
            </time>
          </header>
          <MessageText session={session} text={message.text} mentions={message.mentions} />
        </article>
      ))}
      {unsaid.map((one) => (
        <UnsaidLine key={one.request} talk={talk} unsaid={one} live={session.live.value} />
      ))}
      {resolved && (
        <p class="thread-resolved">
          Resolved by {resolved.name}, {dayWords(resolved.time)} {clock(resolved.time)}
        </p>
      )}
      {canWrite && !resolved && (
        <Composer
          label="Reply"
          text={reply}
          people={talk.people}
          onText={setReply}
          onSend={(text) => {
            talk.say(text, thread.id);
            setReply("");
          }}
        />
      )}
    </section>
  );
}

export function goTo(session: RoomSession, { file, from, to }: Thread): void {
  session.reveal(file, from, to);
}

function Place({
  session,
  file,
  from,
  onClick,
}: {
  session: RoomSession;
  file: number;
  from: number | undefined;
  onClick?: () => void;
}) {
  const entry = session.files.value.get(file);
  const text = session.textOf(file);
  const line = text && from !== undefined && from <= text.length ? `:${text.lineAt(from).number}` : "";
  const words = `${entry?.path ?? "A file"}${line}`;
  if (entry?.deleted) return <span class="thread-place">{words}, deleted</span>;
  if (!onClick) return <span class="thread-place">{words}</span>;
  return (
    <button type="button" class="thread-place" title="Go to this place" onClick={onClick}>
      {words}
    </button>
  );
}

const Quote = ({ text, isGone }: { text: string; isGone: boolean }) => (
  <>
    {isGone && <p class="thread-gone">The code is gone. It was:</p>}
    <pre class="thread-quote" data-gone={isGone}>
      <code>{text.split("\n").slice(0, QUOTED_LINES_MAX).join("\n")}</code>
    </pre>
  </>
);
const QUOTED_LINES_MAX = 4;
