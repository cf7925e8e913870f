// The text of a model's answer as it comes: server-sent events, or JSON at once where a server does not stream. Servers
// agree on little more than the frame, so every known place of the text is looked at, in either form.
import { z } from "zod";

/** Bytes of an answer that are read: what a suggestion may be, with the frame around each of its tokens. */
const ANSWER_BYTES_MAX = 1_000_000;
/** Characters of one event. */
const EVENT_LENGTH_MAX = 200_000;

const piece = z.object({
  choices: z
    .array(
      z.object({
        text: z.string().nullish(),
        delta: z.object({ content: z.string().nullish() }).nullish(),
        message: z.object({ content: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .optional(),
  /** Workers AI. */
  response: z.string().nullish(),
  error: z.unknown().optional(),
});

type Body = ReadableStream<Uint8Array>;

/** Yields the text in pieces; throws when the answer breaks off, is none, or is too large, and when `signal` says so. */
export async function* answerPieces(body: Body, isStream: boolean, signal: AbortSignal): AsyncGenerator<string> {
  if (!isStream) {
    let whole = "";
    for await (const text of texts(body, signal)) whole += text;
    yield pieceOf(whole).text;
    return;
  }
  let finished = false;
  for await (const data of events(body, signal)) {
    if (data === "[DONE]") return;
    const { text, ends } = pieceOf(data);
    finished ||= ends;
    if (text) yield text;
  }
  if (!finished) throw new Error("The answer broke off");
}

function pieceOf(data: string): { text: string; ends: boolean } {
  const { choices, response, error } = piece.parse(JSON.parse(data));
  if (error !== undefined && error !== null) throw new Error("The model answered with an error");
  const [choice] = choices ?? [];
  const text = choice?.text ?? choice?.delta?.content ?? choice?.message?.content ?? response ?? "";
  return { text, ends: Boolean(choice?.finish_reason) };
}

/** The data of each event. */
async function* events(body: Body, signal: AbortSignal): AsyncGenerator<string> {
  let rest = "";
  for await (const text of texts(body, signal)) {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    if (rest.length > EVENT_LENGTH_MAX) throw new Error("The answer holds too large an event");
    for (const line of lines) {
      const data = dataOf(line);
      if (data) yield data;
    }
  }
  const last = dataOf(rest);
  if (last) yield last;
}

const dataOf = (line: string): string | undefined => (line.startsWith("data:") ? line.slice(5).trim() : undefined);

// Leaving it early cancels the body, which ends the request behind it. The signal is heard here, too: not every body is
// that of a request which was given it.
async function* texts(body: Body, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  const reader = body.getReader();
  // It may be broken already, which is then told by what was read.
  const leave = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", leave);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      bytes += value.byteLength;
      if (bytes > ANSWER_BYTES_MAX) throw new Error("The answer is too large");
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    signal.removeEventListener("abort", leave);
    leave();
  }
}
