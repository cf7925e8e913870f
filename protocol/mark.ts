// Marks on a room's history: versions that somebody named, and those that something was made from.
import { z } from "zod";
import { MARK_NAME_LENGTH_MAX } from "#protocol/limits";
import { oneLine } from "#protocol/text";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const markName = oneLine(MARK_NAME_LENGTH_MAX).refine(
  (name) => name !== "",
  "A name must have something to read",
);

export const mark = z
  .object({
    id: count,
    version: count,
    kind: z.enum(["name", "restore", "fork"]),
    time: count.meta({ description: "In ms since the epoch." }),
    user: count.meta({ description: "Whose it is; 0 of somebody outside." }),
    by: z.string().optional().meta({ description: "What they were called." }),
    name: z.string().optional().meta({ description: "Of a named version." }),
    from: count.optional().meta({ description: "Of a restore: the version that `version` made the files be as." }),
    room: z
      .string()
      .optional()
      .meta({ description: "Of a fork: the view id of the room that goes on from here; told to editors." }),
  })
  .meta({ id: "Mark", description: "A version that has a name, or that something was made from." });
export type Mark = z.infer<typeof mark>;
