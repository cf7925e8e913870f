// Which client this tab is in a room: a secret name that lets it resume, never shared by two tabs at once.
//
// A name belongs to the tab that holds its lock. The lock goes with the tab; then the next visit of the room takes the
// name over, and with it the typing that its outbox still holds.
import type { StoredOutbox } from "#collab/outbox";
import { CLIENT_HEADER } from "#protocol/client-id";
import { clientsOf } from "./outbox";
import { readStored, writeStored } from "./stored";
import { holdName, type Held } from "./tab-lock";

export type Identity = Held & { client: string; outbox: StoredOutbox | undefined };

/** How long a reloading tab waits for its former self to let go. */
const HANDOVER_MS = 400;

const tabKey = (room: string) => `tandem.client.${room}`;

/** An identity for this tab: its own from before a reload, else one left behind, else a new one. */
export async function claimIdentity(room: string): Promise<Identity> {
  const own = readStored(tabKey(room), "tab");
  const records = await clientsOf(room);
  const candidates = records.toSorted((a, b) => Number(b.client === own) - Number(a.client === own));
  for (const { client, outbox } of candidates) {
    const held = await holdName(client, client === own ? HANDOVER_MS : 0);
    if (held) return remember(room, { client, outbox, release: held.release });
  }
  const client = secret();
  const held = await holdName(client, 0);
  if (!held) throw new Error("Nobody else can hold a name made just now");
  return remember(room, { client, outbox: undefined, release: held.release });
}

/**
 * Says in a request whose it is: this tab's, or, on a page that did not join the room, that of whoever was last in it from
 * here. Nothing where nobody was.
 */
export async function asMember(room: string): Promise<{ readonly [CLIENT_HEADER]?: string }> {
  const own = readStored(tabKey(room), "tab");
  const [last] = own ? [] : (await clientsOf(room)).toSorted((a, b) => b.usedAt - a.usedAt);
  const client = own ?? last?.client;
  return client ? { [CLIENT_HEADER]: client } : {};
}

/** Further identities of this room whose tabs died with typing unconfirmed. */
export async function claimOrphans(room: string): Promise<Identity[]> {
  const left = (await clientsOf(room)).filter(({ outbox }) => outbox !== undefined);
  const claimed = await Promise.all(
    left.map(async ({ client, outbox }): Promise<Identity | undefined> => {
      const held = await holdName(client, 0);
      return held && { client, outbox, release: held.release };
    }),
  );
  return claimed.filter((identity) => identity !== undefined);
}

function remember(room: string, identity: Identity): Identity {
  writeStored(tabKey(room), identity.client, "tab");
  return identity;
}

/** 128 random bits; unlike randomUUID also to be had where the page did not come over https. */
function secret(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
