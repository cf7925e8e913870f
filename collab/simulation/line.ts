// One socket: what waits in it both ways. Its two ends learn of its end at different times.
import type { ConnectionId } from "#collab/room-events";

export type Up = { type: "join"; query: Record<string, string> } | { type: "frame"; frame: string } | { type: "left" };
export type Down = { type: "frame"; frame: string } | { type: "closed" };

export class Line {
  readonly id: ConnectionId;
  readonly owner: number;
  up: Up[] = [];
  down: Down[] = [];
  /** The person has not let go of it, as far as the person knows. */
  held = true;
  /** The room's end exists; what goes up reaches somebody. */
  served = true;
  /** The room forgot, while this line was open, what it had not written down. */
  hibernated = false;
  /** An edit on this line was refused, so those behind it must be. */
  refused = false;

  constructor(id: ConnectionId, owner: number) {
    this.id = id;
    this.owner = owner;
  }

  send(message: unknown): void {
    if (this.served) this.up.push({ type: "frame", frame: JSON.stringify(message) });
  }

  /** The person lets go. A part of what was on the way up may still arrive, late. */
  drop(kept: number): void {
    this.held = false;
    this.down = [];
    if (!this.served) return;
    this.up = this.up.slice(0, Math.ceil(this.up.length * kept));
    this.up.push({ type: "left" });
  }

  /** The room's process is gone. A part of what it sent may still arrive. */
  cut(kept: number): void {
    this.served = false;
    this.up = [];
    if (this.held) this.down = [...this.down.slice(0, Math.floor(this.down.length * kept)), { type: "closed" }];
  }
}
