// The Durable Object of relay.ts.
import { DurableObject } from "cloudflare:workers";

// The platform's types are of the edge's tsconfig.
declare const WebSocketPair: new () => { 0: WebSocket; 1: WebSocket };
type Env = { RELAY: { getByName(name: string): { fetch(request: Request): Promise<Response> } } };

export class Relay extends DurableObject {
  #version = 0;

  constructor(context: unknown, env: unknown) {
    super(context, env);
    if (!this.env.PERSIST) return;
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS edit (version INTEGER PRIMARY KEY, body TEXT)");
    this.#version = this.ctx.storage.sql.exec("SELECT coalesce(max(version), 0) AS version FROM edit").one().version;
  }

  fetch(): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    server.send(JSON.stringify([this.#version]));
    return new Response(null, { status: 101, webSocket: client } as ResponseInit);
  }

  webSocketMessage(from: WebSocket, message: string): void {
    const version = ++this.#version;
    // What is sent from here on waits for the row: the platform's output gate.
    if (this.env.PERSIST) this.ctx.storage.sql.exec("INSERT INTO edit VALUES (?, ?)", version, message);
    const told = `[${version},${message.slice(1)}`;
    for (const socket of this.ctx.getWebSockets()) socket.send(socket === from ? `[${version}]` : told);
  }

  webSocketClose(socket: WebSocket): void {
    socket.close();
  }
}

export default {
  fetch: (request: Request, env: Env) => env.RELAY.getByName(new URL(request.url).pathname).fetch(request),
};
