// Where people look and what they look at together. Nothing of it is durable.
import { z } from "zod";
import { fileId } from "#protocol/project";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** What somebody does that their carets and edits do not show. "here": nothing of this. */
export const doing = z.enum(["here", "idle", "away", "output", "history"]).meta({
  description:
    "`idle`: did nothing for a while; `away`: the page is hidden; `output`, `history`: looks at these and not at the code.",
});
export type Doing = z.infer<typeof doing>;

/** The part of a presence that this file is about. */
export const attentive = {
  doing: doing.optional().meta({ description: "Without: here." }),
  since: count.optional().meta({ description: "Since when they do it, in ms since the epoch." }),
  follows: count.optional().meta({ description: "Whom they follow." }),
};

const place = { file: fileId, from: count, to: count };

/** From a client. */
export const attentionWishes = [
  z.object({ type: z.literal("doing"), doing }).meta({ description: "What the sender does now, seen by all." }),
  z
    .object({ type: z.literal("follow"), user: count.optional() })
    .meta({ description: "The sender follows this member, whose `view`s it gets from now on; without `user` nobody." }),
  z.object({ type: z.literal("view"), ...place, version: count }).meta({
    description:
      "What part of which file the sender sees, for those who follow; in the text at `version` with its own edits so far.",
  }),
  z.object({ type: z.literal("look"), ...place, version: count, user: count.optional() }).meta({
    description:
      "Asks all, or one member, to look at a place: in the text at `version` with the sender's edits so far.",
  }),
] as const;
export type AttentionWish = z.infer<(typeof attentionWishes)[number]>;

/** From the room. */
export const attentionMessages = [
  z
    .object({ type: z.literal("doing"), user: count, doing, since: count })
    .meta({ description: "What somebody does now, and since when." }),
  z
    .object({ type: z.literal("follow"), user: count, follows: count.optional() })
    .meta({ description: "`user` follows `follows` from now on, or nobody." }),
  z
    .object({ type: z.literal("view"), user: count, version: count, ...place })
    .meta({ description: "What somebody whom the receiver follows sees, in the text at `version`." }),
  z
    .object({ type: z.literal("look"), user: count, version: count, ...place })
    .meta({ description: "Somebody asks the receiver to look at a place, in the text at `version`." }),
] as const;
export type AttentionMessage = z.infer<(typeof attentionMessages)[number]>;
