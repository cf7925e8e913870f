// A request's query by its schema.
import type { Context } from "hono";
import type { z } from "zod";
import { Refused } from "#worker/problem";

/** Refuses with 422. */
export function querySchema<T extends z.ZodType>(c: Context, schema: T): z.output<T> {
  const result = schema.safeParse(c.req.query());
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refused(422, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`);
}
