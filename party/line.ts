// A socket as the room knows it, as long as this life of the room: what it may ask, and how it is told.
import type { Connection } from "partyserver";
import type { Attachment } from "#collab/room-events";
import { Traffic } from "#party/traffic";

/** What rides with a socket through hibernation. */
export type SocketState = { batch: boolean; address: string; request?: string; member?: Attachment };
export type Socket = Connection<SocketState>;

/** What the socket itself tells only by looking into its attachment stands here as fields: they are read for every frame. */
export class Line {
  readonly socket: Socket;
  readonly id: string;
  /** One frame may take several messages. */
  readonly batch: boolean;
  readonly traffic = new Traffic();

  constructor(socket: Socket) {
    this.socket = socket;
    this.id = socket.id;
    this.batch = socket.state?.batch ?? false;
  }

  get address(): string {
    return this.socket.state?.address ?? "unknown";
  }
  get request(): string | undefined {
    return this.socket.state?.request;
  }

  /** Who sits there, for when only the socket is left. */
  remember(member: Attachment): void {
    this.socket.setState((state) => ({ batch: this.batch, address: this.address, ...state, member }));
  }
}
