// Who says a client id, as the room knows them: by a hash of it.
import type { Context } from "hono";
import { CLIENT_HEADER, clientId } from "#protocol/client-id";
import { Refused } from "#worker/problem";

// Who knows a client id can edit in its name, so what is stored does not tell it, nor is it the same in two rooms.
export async function keyOf(roomId: string, client: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${roomId}/${client}`));
  return Buffer.from(hash).toString("base64url");
}

/** Of whoever asks, where they say so and by the link that edits: of one that views it is nobody's. */
export async function keyIn(c: Context<{ Bindings: Env }>): Promise<string | undefined> {
  const client = clientId.safeParse(c.req.header(CLIENT_HEADER));
  if (!client.success) throw new Refused(422, client.error.issues[0]?.message ?? "The client id is none");
  return client.data === undefined ? undefined : keyOf(c.req.param("roomId") ?? "", client.data);
}
