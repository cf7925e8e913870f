// Who is here: faces in the bar, each with what can be done with that person, and the list of all.
import { LocateFixed, Footprints, MapPin } from "lucide-preact";
import { Avatar } from "#web/controls/Avatar.tsx";
import { Menu } from "#web/controls/Menu.tsx";
import { isNarrow } from "#web/narrow";
import { isTouch } from "#web/touch";
import type { PersonHere } from "#web/room-session";
import { Roster } from "./Roster.tsx";
import { seenOf } from "./seen";
import type { Together } from "./together";
import { doingWords } from "./words";
import "./together.css";

/** Faces in the bar before it says "+3". */
const FACES_MAX = 5;
const FACES_NARROW_MAX = 2;

export function People({ together }: { together: Together }) {
  const { session } = together;
  const me = session.me.value;
  const others = session.people.value;
  if (!me) return null;
  // A face of its own is too small for a finger.
  const isStack = isNarrow.value || isTouch;
  const faces = others.slice(0, isStack ? FACES_NARROW_MAX : FACES_MAX);
  const more = others.length - faces.length;
  const label = others.length === 0 ? "Only you are here" : `You and ${others.map(({ name }) => name).join(", ")}`;
  return (
    <div class="people" data-stale={!session.live.value}>
      {!isStack && faces.map((person) => <Face key={person.user} together={together} person={person} />)}
      <Menu
        label={label}
        role="dialog"
        buttonClass="button people-button"
        button={
          <span class="faces">
            {isStack && faces.map(({ user, name, color }) => <Avatar key={user} name={name} color={color} />)}
            {more > 0 && <span class="avatar avatar-more" data-letters={`+${more}`} aria-hidden="true" />}
            <Avatar name={me.name} color={me.color} />
          </span>
        }
        panelClass="menu-panel-end people-panel"
        onClosed={() => session.focusEditor()}
      >
        {(close) => <Roster together={together} close={close} />}
      </Menu>
    </div>
  );
}

function Face({ together, person }: { together: Together; person: PersonHere }) {
  const { session, following } = together;
  const { user, name, color } = person;
  const isFollowed = following.leader.value?.user === user;
  const words = doingWords(seenOf(together, person), Date.now());
  const choose = (close: () => void, act: () => void) => () => {
    close();
    act();
  };
  return (
    <Menu
      label={`${name}, ${words}${isFollowed ? ", followed by you" : ""}`}
      buttonClass="button face-button"
      button={
        <span class="face" data-person={color} data-followed={isFollowed} data-doing={person.doing ?? "here"}>
          <Avatar name={name} color={color} />
        </span>
      }
      panelClass="menu-panel-end face-panel"
      onClosed={() => session.focusEditor()}
    >
      {(close) => (
        <>
          <button
            type="button"
            role="menuitem"
            class="menu-item"
            data-first
            onClick={choose(close, () => (isFollowed ? following.stop() : together.follow(user)))}
          >
            <Footprints /> {isFollowed ? `Stop following ${name}` : `Follow ${name}`}
          </button>
          <button type="button" role="menuitem" class="menu-item" onClick={choose(close, () => together.goTo(person))}>
            <LocateFixed /> Go to where {name} is
          </button>
          <button
            type="button"
            role="menuitem"
            class="menu-item"
            onClick={choose(close, () => together.askToLook(user))}
          >
            <MapPin /> Ask {name} to look here
          </button>
        </>
      )}
    </Menu>
  );
}
