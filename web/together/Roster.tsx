// Everybody who is here and what each is doing; one's own name, to be changed in place.
import { Eye, Footprints, MapPin } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { NAME_LENGTH_MAX } from "#protocol/limits";
import { Avatar } from "#web/controls/Avatar.tsx";
import { guestName } from "#web/guest-name";
import type { PersonHere, RoomSession } from "#web/room-session";
import { followersOf } from "./following";
import { seenOf } from "./seen";
import type { Together } from "./together";
import { useLines } from "./use-lines";
import { doingWords, followedWords } from "./words";

type RosterProps = { together: Together; close: () => void };

/** "away 5 min" counts on. */
const REFRESH_MS = 20_000;

export function Roster({ together, close }: RosterProps) {
  const { session } = together;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const lineOf = useLines(session);
  const others = session.people.value;
  const viewers = others.filter(({ role }) => role === "viewer").length;
  return (
    <>
      <OwnName session={session} close={close} />
      {others.length > 0 && (
        <>
          <ul aria-label="The others">
            {others.map((person) => (
              <Row
                key={person.user}
                together={together}
                person={person}
                line={lineOf(person)}
                now={now}
                close={close}
              />
            ))}
          </ul>
          <footer class="people-foot">
            <span class="quiet">
              {others.length + 1} here{viewers > 0 && `, ${viewers} of them only ${viewers > 1 ? "view" : "views"}`}
            </span>
            <button
              type="button"
              class="button"
              title="Asks the others to look at what you have selected"
              onClick={() => {
                close();
                together.askToLook();
              }}
            >
              <MapPin /> Look here
            </button>
          </footer>
        </>
      )}
      {others.length === 0 && <p class="menu-note">Nobody else yet. Share the link and they appear here.</p>}
    </>
  );
}

type RowProps = RosterProps & { person: PersonHere; line: number | undefined; now: number };

function Row({ together, person, line, now, close }: RowProps) {
  const { session, following } = together;
  const { user, name, color, role } = person;
  const isFollowed = following.leader.value?.user === user;
  const followers = followersOf(session.people.value, user).length + (isFollowed ? 1 : 0);
  const words = [doingWords({ ...seenOf(together, person), line }, now), followedWords(followers)]
    .filter(Boolean)
    .join(", ");
  return (
    <li class="person" data-doing={person.doing ?? "here"}>
      <button
        type="button"
        class="menu-item"
        title={`Go to where ${name} is`}
        onClick={() => {
          close();
          together.goTo(person);
        }}
      >
        <Avatar name={name} color={color} />
        <span class="person-words">
          <span class="people-name">{name}</span>
          <small>{words}</small>
        </span>
        {role === "viewer" && <Eye aria-label="views only" />}
      </button>
      <button
        type="button"
        class="button button-icon"
        aria-label={`Follow ${name}`}
        aria-pressed={isFollowed}
        title={isFollowed ? `Stop following ${name}` : `Follow ${name}`}
        onClick={() => {
          close();
          if (isFollowed) following.stop();
          else together.follow(user);
        }}
      >
        <Footprints />
      </button>
      <button
        type="button"
        class="button button-icon"
        aria-label={`Ask ${name} to look here`}
        title={`Ask ${name} to look here`}
        onClick={() => {
          close();
          together.askToLook(user);
        }}
      >
        <MapPin />
      </button>
    </li>
  );
}

function OwnName({ session, close }: { session: RoomSession; close: () => void }) {
  const [draft, setDraft] = useState(guestName.value);
  const me = session.me.value;
  const followers = followersOf(session.people.value, me?.user);
  const commit = () => {
    if (draft.trim() && draft.trim() !== guestName.value) session.rename(draft);
  };
  return (
    <div class="own-name">
      <Avatar name={draft || guestName.value} color={me?.color ?? 0} />
      <input
        class="field"
        data-first
        aria-label="Your name"
        maxLength={NAME_LENGTH_MAX}
        autocomplete="off"
        spellcheck={false}
        value={draft}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          commit();
          close();
        }}
      />
      <span class="quiet">
        {["you", ...(me?.role === "viewer" ? ["view only"] : []), followedWords(followers.length)]
          .filter(Boolean)
          .join(", ")}
      </span>
    </div>
  );
}
