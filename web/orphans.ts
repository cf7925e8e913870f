// Typing that tabs left behind when they died: this tab takes one of their identities for its own and delivers the
// rest here, each over a line of its own that hangs up once the room has everything.
import { claimOrphans } from "./client-identity";
import { RoomLine } from "./room-line";

type Recovered = { text: string; because: "restored" | "refused" | "unplaced" };

export async function deliverOrphans(
  room: string,
  name: () => string,
  onRecovered: (recovered: Recovered) => void,
): Promise<void> {
  for (const identity of await claimOrphans(room)) {
    const line = await RoomLine.open(room, name, identity, {
      output: (output) => output.type === "recovered" && onRecovered(output),
      changed: () => {
        if (line.client.joined && line.client.unsent === 0) line.dispose();
      },
      lost: (_code, final) => final && line.dispose(),
      received: () => {},
      kept: () => {},
    });
  }
}
