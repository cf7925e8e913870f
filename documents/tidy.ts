// What zod says of a schema and nobody needs to read.
import type { z } from "zod";

/** Leaves out the bounds that every integer of JavaScript has, and patterns of formats that have a name. */
export function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
}
