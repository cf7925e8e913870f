// An answer that is still being made. It begins at once and goes on with white space, which JSON allows: a connection of
// HTTP/1.1 shows that nobody waits any more only to who writes to it, and that is every connection without Cloudflare's
// edge in front. There the request's own signal tells it sooner.

/** Two of them pass until a closed connection is noticed; in ms. */
const BEAT_MS = 200;

const headers = {
  "content-type": "application/json",
  "cache-control": "no-store",
  // A compressor would keep the white space to itself, and nobody would notice who has left.
  "content-encoding": "identity",
};

const space = new TextEncoder().encode(" ");

/** 200 with the JSON of what `make` makes; its signal says that nobody waits any more. It must not reject otherwise. */
export function patientJson(make: (signal: AbortSignal) => Promise<unknown>, asked: AbortSignal): Response {
  const left = new AbortController();
  let beat: ReturnType<typeof setInterval> | undefined;
  const leave = () => {
    clearInterval(beat);
    left.abort();
  };
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      asked.addEventListener("abort", leave);
      beat = setInterval(() => controller.enqueue(space), BEAT_MS);
      void make(left.signal)
        .then((answer) => {
          controller.enqueue(new TextEncoder().encode(JSON.stringify(answer)));
          controller.close();
        })
        .catch((error: unknown) => controller.error(error))
        .finally(() => clearInterval(beat));
    },
    cancel: leave,
  });
  return new Response(body, { headers });
}
