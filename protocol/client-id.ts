// The secret id by which somebody comes back to a room, as the socket's query and the headers of REST say it.
import { z } from "zod";
import { CLIENT_ID_LENGTH_MAX } from "#protocol/limits";

/** Not in the address, which logs and proxies keep. */
export const CLIENT_HEADER = "x-client";

export const clientId = z
  .string()
  .max(CLIENT_ID_LENGTH_MAX, "The client id is too long")
  .transform((id) => id || undefined)
  .optional();

/** What a request says that writes. */
export const clientHeaders = z.object({
  [CLIENT_HEADER]: z.string().max(CLIENT_ID_LENGTH_MAX).optional().meta({
    description:
      "The secret `client` of somebody who came to the room by its socket: the history then names them. Of one that the room does not know, and without it, it is somebody from outside.",
  }),
});
