// A room with its disk, and whoever joins it, for tests that say one thing and look at what comes back.
import { textOf } from "#collab/changes";
import { Project } from "#collab/project";
import { Host } from "#collab/simulation/host";
import { Line } from "#collab/simulation/line";
import type { Role } from "#protocol/role";
import { roomFrame, type RoomMessage } from "#protocol/socket";

/** What its people say is written and told at once. */
export class SeatedRoom {
  readonly host: Host;
  constructor(text = "") {
    const names = { roomId: "room", viewId: "view", epoch: "life", title: "", language: "python" } as const;
    this.host = new Host({
      ...names,
      version: 0,
      project: Project.of(textOf(text), "main.py"),
      nextUser: 1,
      members: [],
    });
  }
  get text(): string {
    return this.host.state.project.main.toString();
  }
  #lines = 0;
  join(query: Record<string, string> = {}, role: Role = "editor"): Seat {
    const line = new Line(String(++this.#lines), 0);
    line.up.push({ type: "join", query });
    return new Seat(this, line, role);
  }
}

export class Seat {
  readonly #room: SeatedRoom;
  readonly #line: Line;
  readonly #role: Role;
  readonly init: Extract<RoomMessage, { type: "init" }>;
  closed = false;

  constructor(room: SeatedRoom, line: Line, role: Role) {
    this.#room = room;
    this.#line = line;
    this.#role = role;
    const [init] = this.says();
    if (init?.type !== "init") throw new Error(`No init: ${JSON.stringify(init)}`);
    this.init = init;
  }
  /** Says something, without the room writing yet. */
  mutters(...messages: object[]): void {
    for (const message of messages) this.#line.send(message);
    while (this.#room.host.receive(this.#line, this.#role));
  }
  /** Says something; answers everything that this one is told then. */
  says(...messages: object[]): RoomMessage[] {
    this.mutters(...messages);
    this.#room.host.flush();
    return this.hears();
  }
  hears(): RoomMessage[] {
    const heard = this.#line.down.splice(0);
    this.closed ||= heard.some(({ type }) => type === "closed");
    return heard.flatMap((item) => (item.type === "frame" ? roomFrame.parse(JSON.parse(item.frame)) : []));
  }
  leaves(): void {
    this.#line.drop(1);
    this.says();
  }
}

/** One splice as a message. */
export const edit = (version: number, start: number, end: number, text: string, more: object = {}): object => ({
  type: "code_update",
  version,
  diff: { start, end, text },
  ...more,
});
