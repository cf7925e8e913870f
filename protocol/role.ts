import { z } from "zod";

/** Decided at the door, never by a message. */
export const role = z.enum(["editor", "viewer"]).meta({ id: "Role", description: "What a member may do." });
export type Role = z.infer<typeof role>;
