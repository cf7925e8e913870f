// A request's query by its schema.
import type { Context } from "hono";
import type { z } from "zod";
import { misfitIn } from "#protocol/misfit";
import { Refused } from "#worker/problem";

/** Refuses with 422. */
export function querySchema<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  const result = schema.safeParse(c.req.query());
  if (result.success) return result.data;
  throw new Refused(422, misfitIn(result.error));
}
