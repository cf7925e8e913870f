// Deletes rooms that nobody ever came back to, when the setting says so. Runs by the clock, a bounded part each time.
import { countUnvisited, unvisitedRooms, type UnvisitedRoom } from "#db/rooms";
import { log, logFrom, logOnce, roomMark } from "#operation/log";
import { counters } from "#operation/metrics";
import { reborn } from "#worker/reborn";

const DAY_MS = 86_400_000;
/** Rooms that one run looks at, and asks for at once: a run is one request, and the objects of the rooms are woken for it. */
const ROOMS_MAX = 500;
const PAGE = 20;

/** What cannot be right in the setting, in words that anybody may read. */
export function retentionMistakes(env: { readonly ROOM_RETENTION_DAYS?: string }): string[] {
  const days = Number(env.ROOM_RETENTION_DAYS ?? 0);
  return days === 0 || days >= 1 ? [] : ["ROOM_RETENTION_DAYS is no number of days: all rooms are kept."];
}

/**
 * Rooms that were deleted. Of more candidates than a run looks at it begins with any, which `chance` from 0 to 1 chooses, and
 * goes round: those that cannot be deleted must not stand before the rest for ever.
 */
export async function forgetRooms(
  env: Env,
  now: number,
  { roomsMax = ROOMS_MAX, chance = Math.random() } = {},
): Promise<number> {
  logFrom(env.LOG_LEVEL);
  for (const detail of retentionMistakes(env)) logOnce("error", { event: "setting cannot be right", detail });
  const days = Number(env.ROOM_RETENTION_DAYS);
  if (!(days >= 1)) return 0; // 0, and what is no number of days, keeps all of them
  const began = Date.now(); // the trigger may be late
  const before = now - days * DAY_MS;
  let forgotten = 0;
  const count = await countUnvisited(env.DB, before);
  let after: UnvisitedRoom | undefined;
  if (count > roomsMax) [after] = await unvisitedRooms(env.DB, before, undefined, 1, Math.floor(chance * count));
  for (let left = Math.min(count, roomsMax); left > 0;) {
    const page = await unvisitedRooms(env.DB, before, after, Math.min(PAGE, left));
    if (page.length === 0 && !after) break;
    left -= page.length;
    await Promise.all(
      page.map(async ({ id }) => {
        let kept: string | undefined;
        try {
          await reborn(
            (call) => env.ROOM.getByName(id).forget(before, call),
            (answer) => ({ kept } = answer),
          );
        } catch (error) {
          log("error", { event: "room cannot be deleted", room: roomMark(id) }, error);
          return;
        }
        if (kept === undefined) forgotten++;
        log("info", { event: kept === undefined ? "room deleted" : "room kept", room: roomMark(id), detail: kept });
      }),
    );
    after = page.at(-1); // none: on from the first one
  }
  counters.roomsForgotten += forgotten;
  log("info", { event: "rooms looked over", count: forgotten, ms: Date.now() - began });
  return forgotten;
}
