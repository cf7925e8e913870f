import { Eye, X } from "lucide-preact";
import { languages } from "#protocol/languages";
import { Avatar } from "#web/controls/Avatar.tsx";
import { forgetRoom, recentRooms, restoreRoom, type RecentRoom } from "#web/recent-rooms";
import { roomPath } from "#web/room-address";
import { followLink } from "#web/route";
import { timeAgo } from "#web/time-words";
import { showToast } from "#web/toast";

/** Faces in a row; the names beside them go on. */
const FACES_MAX = 4;

export function RecentRooms() {
  const rooms = recentRooms.value;
  return (
    <section class="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">Rooms you were in</h2>
      {rooms.length === 0 ? (
        <p class="recent-empty">None yet. Rooms you open are listed here, on this device only.</p>
      ) : (
        <ul class="recent-list">
          {rooms.map((room) => (
            <RecentRow key={room.id} room={room} />
          ))}
        </ul>
      )}
    </section>
  );
}

function RecentRow({ room }: { room: RecentRoom }) {
  const title = room.title || "Untitled room";
  const forget = () => {
    forgetRoom(room.id);
    showToast({ text: `“${title}” is off the list.`, action: { label: "Undo", run: () => restoreRoom(room) } });
  };
  return (
    <li class="recent-row">
      <a href={roomPath(room.id)} onClick={followLink}>
        <span class="recent-title">
          <span>{title}</span>
          {room.role === "viewer" && (
            <span class="recent-role">
              <Eye /> View only
            </span>
          )}
        </span>
        <span class="recent-language">{languages.find(({ id }) => id === room.language)?.name ?? room.language}</span>
        <People people={room.people} />
        <time dateTime={new Date(room.visitedAt).toISOString()}>{timeAgo(room.visitedAt, Date.now())}</time>
      </a>
      <button
        type="button"
        class="button button-icon"
        aria-label={`Take “${title}” off the list`}
        title="Take off the list"
        onClick={forget}
      >
        <X />
      </button>
    </li>
  );
}

function People({ people }: { people: RecentRoom["people"] }) {
  const names = people.map((one) => one.name).join(", ");
  return (
    <span class="recent-people" title={names}>
      {people.length === 0 ? (
        <span class="quiet">Only you</span>
      ) : (
        <>
          <span class="faces">
            {people.slice(0, FACES_MAX).map((one) => (
              <Avatar key={one.name} name={one.name} color={one.color} />
            ))}
          </span>
          <span class="recent-names">{names}</span>
        </>
      )}
    </span>
  );
}
