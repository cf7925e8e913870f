// The chat: what was said, oldest first, by day and by author, and a field to say more.
import { Bell } from "lucide-preact";
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Message } from "#protocol/talk";
import type { RoomSession } from "#web/room-session";
import { Composer } from "./Composer.tsx";
import { Face } from "./Face.tsx";
import { MessageText } from "./MessageText.tsx";
import { notificationsMay, askForNotifications } from "./notices";
import type { Talk } from "./talk";
import { ReadingPlace } from "./reading-place";
import { UnsaidLine } from "./UnsaidLine.tsx";
import { clock, dayWords } from "./when";

/** Messages of one author in one go. */
const TOGETHER_MS = 300_000;

export function ChatView({ session }: { session: RoomSession }) {
  const { talk } = session;
  const canWrite = session.role.value === "editor";
  const list = useRef<HTMLDivElement>(null);
  const place = useMemo(() => new ReadingPlace(talk), [talk]);
  useEffect(() => (list.current ? place.attach(list.current) : undefined), [place]);
  useLayoutEffect(() => place.shown(talk.messages.value[0]?.n ?? 0));
  const messages = talk.messages.value;
  const unsaid = talk.unsaid.value.filter(({ thread }) => thread === undefined);
  const below = !place.atEnd.value && talk.unread.value > 0;
  return (
    <>
      <div class="chat-list" ref={list} tabIndex={-1}>
        {messages.length > 0 && talk.hasEarlier && !talk.reachedBeginning.value && (
          <button type="button" class="button chat-earlier" onClick={() => void talk.loadEarlier()}>
            Earlier messages
          </button>
        )}
        {talk.state.value === "failed" && (
          <p class="talk-note">
            The messages could not be loaded. Nothing is lost.
            <button type="button" class="button button-outline" onClick={() => talk.tryAgain()}>
              Try again
            </button>
          </p>
        )}
        {talk.last.value === 0 && unsaid.length === 0 && <Nothing canWrite={canWrite} />}
        {messages.map((message, index) => (
          <Fragment key={message.n}>
            <Before message={message} earlier={messages[index - 1]} talk={talk} />
            <Line session={session} message={message} isFirst={!isTogether(messages[index - 1], message, talk)} />
          </Fragment>
        ))}
        {unsaid.map((one) => (
          <UnsaidLine key={one.request} talk={talk} unsaid={one} live={session.live.value} />
        ))}
      </div>
      {below && (
        <button type="button" class="button button-primary chat-below" onClick={() => place.toEnd()}>
          {talk.unread.value === 1 ? "1 new message" : `${talk.unread.value} new messages`}
        </button>
      )}
      {canWrite ? (
        <div class="chat-foot">
          <Composer
            label="Message to everybody here"
            text={talk.draft.value}
            people={talk.people}
            focusCount={talk.wantsFocus.value}
            onText={(text) => talk.writes(text)}
            onSend={(text) => {
              talk.say(text);
              talk.writes("");
              place.toEnd();
            }}
          />
          <AskToNotify />
        </div>
      ) : (
        <p class="talk-note chat-foot">You are viewing. Whoever may edit can write here.</p>
      )}
    </>
  );
}

const Nothing = ({ canWrite }: { canWrite: boolean }) => (
  <div class="talk-empty">
    <p>
      <strong>Nobody has said anything yet.</strong>
    </p>
    {canWrite && (
      <p>
        Messages stay with the room. Call somebody with <kbd class="key">@</kbd>, and point at code with its file and
        line, such as <code>main.py:12</code>.
      </p>
    )}
  </div>
);

function isTogether(before: Message | undefined, message: Message, talk: Talk): boolean {
  return (
    before !== undefined &&
    before.user === message.user &&
    before.name === message.name &&
    before.thread === message.thread &&
    message.time - before.time < TOGETHER_MS &&
    dayWords(before.time) === dayWords(message.time) &&
    talk.readBefore.value !== before.n
  );
}

function Before({ message, earlier, talk }: { message: Message; earlier: Message | undefined; talk: Talk }) {
  const day = dayWords(message.time);
  const isNew = earlier !== undefined && talk.readBefore.value === earlier.n;
  return (
    <>
      {(!earlier || dayWords(earlier.time) !== day) && <p class="chat-day">{day}</p>}
      {isNew && <p class="chat-new">New since you were here</p>}
    </>
  );
}

function Line({ session, message, isFirst }: { session: RoomSession; message: Message; isFirst: boolean }) {
  const { user, name, time, text, thread, mentions } = message;
  return (
    <article class="chat-message" data-first={isFirst} aria-label={`${name}, ${clock(time)}`}>
      {isFirst && (
        <header>
          <Face session={session} user={user} name={name} />
          <strong>{name}</strong>
          <time dateTime={new Date(time).toISOString()}>{clock(time)}</time>
        </header>
      )}
      {thread !== undefined && isFirst && <ThreadOf session={session} message={message} thread={thread} />}
      <MessageText session={session} text={text} mentions={mentions} />
    </article>
  );
}

function ThreadOf({ session, message, thread: id }: { session: RoomSession; message: Message; thread: number }) {
  const { talk } = session;
  const thread = talk.threads.value.find((one) => one.id === id);
  const path = thread && session.files.value.get(thread.file)?.path;
  return (
    <button
      type="button"
      class="chat-thread"
      onClick={() => {
        talk.choose(id);
        talk.show("comments");
      }}
    >
      {message.n === id ? "commented" : "answered a comment"}
      {path === undefined ? "" : ` on ${path}`}
    </button>
  );
}

function AskToNotify() {
  if (!notificationsMay.value) return null;
  return (
    <button type="button" class="button chat-notify" onClick={askForNotifications}>
      <Bell />
      <span>Tell me on this computer when somebody calls me</span>
    </button>
  );
}
