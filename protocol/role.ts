import { z } from "zod";

/** What a member may do; decided at the door, never by a message. */
export const role = z.enum(["editor", "viewer"]);
export type Role = z.infer<typeof role>;
