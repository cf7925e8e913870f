// The bodies and answers of the REST routes of rooms, and the one form of every error. Those of runs are in run-rest.ts.
import { z } from "zod";
import { fileEntry } from "#protocol/project";
import { role } from "#protocol/role";
import { language, roomTitle, wholeText } from "#protocol/text";

const version = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Where a room may be asked to live: the platform's regions, of Americas, Europe, Asia, Oceania, Africa, Middle East. */
export const roomLocation = z.enum(["wnam", "enam", "sam", "weur", "eeur", "apac", "oc", "afr", "me"]);

/** POST /rooms. */
export const createRoomBody = z
  .object({
    language: language.optional(),
    initial_code: wholeText.optional(),
    initialCode: wholeText.optional().meta({ description: "An older spelling of `initial_code`." }),
    title: roomTitle.optional(),
    location: roomLocation.optional().meta({
      description: "The region to make the room in, where the platform has regions; without it, near who makes it.",
    }),
  })
  .meta({ id: "NewRoom" });

/** PUT /rooms/{id}/code. */
export const replaceCodeBody = z
  .object({
    code: wholeText,
    version: version.optional().meta({
      description: "The version of the text that `code` was made from; without it, the current one.",
    }),
    language: language.optional().meta({ description: "Sets the room's language, too." }),
  })
  .meta({ id: "NewCode" });

export const roomAnswer = z
  .object({
    roomId: z.string().meta({ description: "The id that was asked by. Of an editor it is the room's, and its key." }),
    viewId: z.string().optional().meta({ description: "Opens the room for reading only; told to editors." }),
    role,
    title: z.string(),
    code: z.string().meta({ description: "The live text at `version`." }),
    language: z.string(),
    version: version.meta({ description: "How many edits the room has accepted." }),
    files: z.array(fileEntry).meta({ description: "All files but the deleted ones; `code` is the text of file 0." }),
    userCount: z.int().min(0).meta({ description: "Connections that are open now." }),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Room" });
export type RoomAnswer = z.infer<typeof roomAnswer>;

export const replaceCodeAnswer = z
  .object({ code: z.string().meta({ description: "The text after the merge." }), version })
  .meta({ id: "MergedCode" });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().meta({ description: "What was wrong, for people." }),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "Which parts of a body its schema refused." }),
    request: z
      .string()
      .optional()
      .meta({ description: "The request's name in our log; quote it when you tell us of a 500." }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details: the form of every error." });
export type Problem = z.infer<typeof problem>;

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
export const problemTitle = (status: number) => titles[status] ?? "Error";
