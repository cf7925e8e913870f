// How an object of a room ends that begins anew: what the room says with it, and the worker looks for.

/**
 * Begins the reason with which an object ends that begins anew from D1. It reaches everybody who waits for the object as an
 * error's message; who asked for it finds in it what they called their request.
 */
export const REBORN = "the room begins anew";

/** As REBORN, when D1 did not take what was to be there. */
export const UNCHANGED = `${REBORN} as it was`;
