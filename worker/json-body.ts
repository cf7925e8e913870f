// A request's body by its schema: bounded before it is parsed, parsed once.
import type { Context } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import { isNestedTooDeeply } from "#protocol/nesting";
import { BODY_BYTES_MAX, RUN_BODY_BYTES_MAX } from "#protocol/limits";
import { Refused, refusedBySchema } from "#worker/problem";

export const bounded = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: async (c) => {
      // Whoever is still sending would see the line close and not the answer. Who sends without end may see that.
      const { body } = c.req.raw;
      if (body && !body.locked) await body.pipeTo(upTo(maxSize)).catch(() => {});
      throw new Refused(413, `A body has at most ${maxSize} bytes`);
    },
  });

function upTo(bytes: number): WritableStream<Uint8Array> {
  let left = bytes;
  return new WritableStream({
    write(chunk) {
      left -= chunk.length;
      if (left < 0) throw new Error("Enough");
    },
  });
}

export const boundedBody = bounded(BODY_BYTES_MAX);
/** With a program in it, and its files. */
export const boundedProgram = bounded(RUN_BODY_BYTES_MAX);

/** The body as `schema` has it; `absent` stands for an empty one. Refuses with 400 or 422. */
export async function jsonBody<T extends z.ZodType>(c: Context, schema: T, absent?: z.input<T>): Promise<z.output<T>> {
  const text = await c.req.text();
  const result = schema.safeParse(text.trim() === "" && absent !== undefined ? absent : parsed(text));
  if (!result.success) throw refusedBySchema(result.error);
  return result.data;
}

function parsed(text: string): unknown {
  if (isNestedTooDeeply(text)) throw new Refused(400, "The body is nested too deeply");
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, "The body is not JSON");
  }
}
