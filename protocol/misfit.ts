// What does not fit a schema, in words.
import type { z } from "zod";

/** Where, and why. Of something that may be of several kinds: why it is none of the kind that it seems to be of. */
export function misfit(issue: z.core.$ZodIssue): { path: string; message: string } {
  const inner = issue.code === "invalid_union" ? issue.errors.flatMap(([first]) => first ?? []) : [];
  const nearest = inner.toSorted((a, b) => nearness(b) - nearness(a))[0];
  const found = nearest ? misfit(nearest) : { path: "", message: issue.message };
  return { ...found, path: [...issue.path, found.path].filter((part) => part !== "").join(".") };
}

// The further in it is, or the less it is about being something else altogether, the more of it fits.
const nearness = ({ code, path }: z.core.$ZodIssue) => 2 * path.length + (code === "invalid_type" ? 0 : 1);

/** The first misfit as one sentence. */
export function misfitIn({ issues: [issue] }: z.ZodError): string {
  const { path, message } = issue ? misfit(issue) : { path: "", message: "It does not fit" };
  return path === "" ? message : `${path}: ${message}`;
}
