// Who is here: faces in the bar, and behind them the list with everybody's name, one's own to be changed in place.
import { Eye, LocateFixed } from "lucide-preact";
import { useState } from "preact/hooks";
import { NAME_LENGTH_MAX } from "#protocol/limits";
import { Avatar } from "#web/controls/Avatar.tsx";
import { Menu } from "#web/controls/Menu.tsx";
import { isNarrow } from "#web/narrow";
import { guestName } from "#web/guest-name";
import type { RoomSession } from "#web/room-session";

/** Faces in the bar before it says "+3". */
const FACES_MAX = 5;
const FACES_NARROW_MAX = 2;

export function People({ session }: { session: RoomSession }) {
  const me = session.me.value;
  const others = session.people.value;
  if (!me) return null;
  const facesMax = isNarrow.value ? FACES_NARROW_MAX : FACES_MAX;
  const more = others.length - facesMax;
  const label = others.length === 0 ? "Only you are here" : `You and ${others.map(({ name }) => name).join(", ")}`;
  return (
    <Menu
      label={label}
      role="dialog"
      buttonClass="button people-button"
      button={
        <span class="faces" data-stale={!session.live.value}>
          {others.slice(0, facesMax).map((person) => (
            <Avatar key={person.user} name={person.name} color={person.color} />
          ))}
          {more > 0 && <span class="avatar avatar-more" data-letters={`+${more}`} aria-hidden="true" />}
          <Avatar name={me.name} color={me.color} />
        </span>
      }
      panelClass="menu-panel-end people-panel"
      onClosed={() => session.focusEditor()}
    >
      {(close) => (
        <>
          <OwnName session={session} color={me.color} close={close} />
          <ul>
            {others.map((person) => (
              <li key={person.user}>
                <button
                  type="button"
                  class="menu-item"
                  title={`Go to where ${person.name} is`}
                  onClick={() => {
                    close();
                    session.goTo(person.user);
                  }}
                >
                  <Avatar name={person.name} color={person.color} />
                  <span class="people-name">{person.name}</span>
                  {person.role === "viewer" ? (
                    <Eye aria-label="views only" />
                  ) : (
                    <LocateFixed aria-hidden="true" class="people-go" />
                  )}
                </button>
              </li>
            ))}
          </ul>
          {others.length === 0 && <p class="menu-note">Nobody else yet. Share the link and they appear here.</p>}
        </>
      )}
    </Menu>
  );
}

function OwnName({ session, color, close }: { session: RoomSession; color: number; close: () => void }) {
  const [draft, setDraft] = useState(guestName.value);
  const commit = () => {
    if (draft.trim() && draft.trim() !== guestName.value) session.rename(draft);
  };
  return (
    <div class="own-name">
      <Avatar name={draft || guestName.value} color={color} />
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
      <span class="quiet">you</span>
    </div>
  );
}
