// The lines of a streamed body, as they come. Nothing is read ahead of whoever takes them.

/** Characters of one line: an event of the runner takes a small part of it. */
const LINE_LENGTH_MAX = 4_000_000;

/** Throws when nothing comes for `silenceMs`, or a line has no end. Leaving the loop closes the body. */
export async function* linesOf(answer: Response, silenceMs: number): AsyncGenerator<string> {
  if (!answer.body) return;
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), silenceMs);
      if (done) return; // what has no line end was cut off
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > LINE_LENGTH_MAX) throw new Error("a line has no end");
      for (const line of lines) if (line) yield line;
    }
  } finally {
    void reader.cancel().catch(() => {}); // a line that broke cannot be closed, and is
  }
}

async function within<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("it fell silent")), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
