// A name that one tab of this browser holds at a time, and that is free again when the tab dies, however it dies.

export type Held = { release: () => void };

/** Holds `name`, waiting up to `waitMs` for another tab to let go; undefined when that one keeps it. */
export function holdName(name: string, waitMs: number): Promise<Held | undefined> {
  // Web Locks exist only on pages that came over https or from this machine; a room opened by a phone over the
  // local network may be neither.
  return navigator.locks ? holdLock(name, waitMs) : askAround(name, Math.max(waitMs, ANSWER_MS));
}

function holdLock(name: string, waitMs: number): Promise<Held | undefined> {
  return new Promise((resolve) => {
    const onLock = (lock: Lock | null): Promise<void> | undefined => {
      if (lock) return new Promise<void>((release) => resolve({ release }));
      resolve(undefined);
      return undefined;
    };
    const options = waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true };
    // Rejected when the wait was over, or the page is closing: either way the name is not ours.
    navigator.locks.request(`tandem.${name}`, options, onLock).catch(() => resolve(undefined));
  });
}

/** Any living tab answers within this. */
const ANSWER_MS = 200;

// Two tabs that ask in the same moment both get the name; the room then hangs up on the older one.
function askAround(name: string, waitMs: number): Promise<Held | undefined> {
  const channel = new BroadcastChannel("tandem.names");
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      channel.onmessage = ({ data }) => data.asked === name && channel.postMessage({ held: name });
      resolve({ release: () => channel.close() });
    }, waitMs);
    channel.onmessage = ({ data }) => {
      if (data.held !== name) return;
      clearTimeout(timer);
      channel.close();
      resolve(undefined);
    };
    channel.postMessage({ asked: name });
  });
}
