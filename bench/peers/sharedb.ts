// ShareDB with ot-text-unicode, and the least that a SQLite database for it can be: the operation's row and the
// snapshot's row in one transaction, before the ack.
import { createServer } from "node:http";
import { DatabaseSync } from "node:sqlite";
import Stream from "@teamwork/websocket-json-stream";
import { type as text } from "ot-text-unicode";
import ShareDB from "sharedb";
import client from "sharedb/lib/client/index.js";
import Snapshot from "sharedb/lib/snapshot.js";
import { WebSocketServer } from "ws";
import { type Change, type Client, type ClientSocket, type JoinOptions, type Peer, within } from "./peer.ts";

ShareDB.types.register(text);
client.types.register(text);

type Operation = { v: number };
type Version = { v: number; type?: string; data?: unknown };
type Done = (error: unknown, result?: unknown) => void;
type Component = number | string | { d: number | string };

class SqliteDatabase extends ShareDB.DB {
  readonly #database: DatabaseSync;
  readonly #statements: Record<"snapshot" | "operations" | "insert" | "upsert", ReturnType<DatabaseSync["prepare"]>>;

  constructor(path: string) {
    super();
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS operations (c TEXT, d TEXT, v INTEGER, body TEXT, PRIMARY KEY (c, d, v)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS snapshots (c TEXT, d TEXT, v INTEGER, type TEXT, data TEXT, PRIMARY KEY (c, d))`);
    this.#database = database;
    this.#statements = {
      snapshot: database.prepare("SELECT v, type, data FROM snapshots WHERE c = ? AND d = ?"),
      operations: database.prepare("SELECT body FROM operations WHERE c = ? AND d = ? AND v >= ? AND v < ? ORDER BY v"),
      insert: database.prepare("INSERT INTO operations VALUES (?, ?, ?, ?)"),
      upsert: database.prepare(`INSERT INTO snapshots VALUES (?, ?, ?, ?, ?)
        ON CONFLICT(c, d) DO UPDATE SET v = excluded.v, type = excluded.type, data = excluded.data`),
    };
  }

  commit(c: string, d: string, operation: Operation, snapshot: Version, _options: unknown, done: Done): void {
    process.nextTick(() => {
      const { snapshot: select, insert, upsert } = this.#statements;
      if (snapshot.v !== Number(select.get(c, d)?.["v"] ?? 0) + 1) return done(null, false);
      this.#database.exec("BEGIN");
      insert.run(c, d, operation.v, JSON.stringify(operation));
      upsert.run(c, d, snapshot.v, snapshot.type ?? null, JSON.stringify(snapshot.data ?? null));
      this.#database.exec("COMMIT");
      done(null, true);
    });
  }

  getSnapshot(c: string, d: string, _fields: unknown, _options: unknown, done: Done): void {
    process.nextTick(() => {
      const row = this.#statements.snapshot.get(c, d);
      done(
        null,
        row
          ? new Snapshot(d, row["v"], row["type"], JSON.parse(String(row["data"])), null)
          : new Snapshot(d, 0, null, undefined, null),
      );
    });
  }

  getOps(c: string, d: string, from: number | null, to: number | null, _options: unknown, done: Done): void {
    process.nextTick(() => {
      const rows = this.#statements.operations.all(c, d, from ?? 0, to ?? Number.MAX_SAFE_INTEGER);
      done(
        null,
        rows.map(({ body }) => JSON.parse(String(body))),
      );
    });
  }

  close(done?: () => void): void {
    this.#database.close();
    done?.();
  }
}

export const start: Peer["start"] = async ({ port, dataDir }) => {
  const backend = new ShareDB({ db: new SqliteDatabase(`${dataDir}/sharedb.sqlite`), presence: false });
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: { threshold: 0 } });
  sockets.on("connection", (socket) => {
    const stream = new Stream(socket);
    stream.on("error", () => {}); // somebody's line was cut; unheard, it ends the process
    backend.listen(stream);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `ws://127.0.0.1:${port}`,
    stop: () => {
      server.close();
      return new Promise<void>((resolve) => backend.close(resolve));
    },
  };
};

export const connect: Peer["connect"] = async (url, room, { Socket, apart }: JoinOptions): Promise<Client> => {
  const sockets: ClientSocket[] = [];
  const dial = () => {
    const socket = new Socket(url);
    sockets.push(socket);
    return socket;
  };
  const connection = new client.Connection(dial());
  connection.on("error", () => {}); // "already created", by whoever came first
  const document = connection.get("documents", room);
  document.on("error", () => {});
  document.preventCompose = apart === true;
  await within("the join", (done) => document.subscribe(done));
  if (!document.type) await within("the creation", (done) => document.create("", text.uri, done));
  let tell: (changes: Change[]) => void = () => {};
  document.on("op", (operation: Component[] | undefined, own: boolean) => {
    if (!own && operation) tell(changesOf(operation));
  });
  const submit = (pos: number, component: Component) => document.submitOp(pos > 0 ? [pos, component] : [component]);
  return {
    text: () => document.data,
    get length() {
      return document.data.length as number;
    },
    insert: (pos, inserted) => submit(pos, inserted),
    remove: (pos, length) => submit(pos, { d: length }),
    onChanges: (told) => (tell = told),
    pause: () => sockets.at(-1)?.terminate(),
    resume: () => {
      connection.bindToSocket(dial());
      // It asks for what it missed as soon as it is connected, and answers in order.
      return within<void>("the join", (done) => connection.once("connected", () => document.fetch(() => done())));
    },
    close: () => connection.close(),
    sockets,
  };
};

function changesOf(operation: Component[]): Change[] {
  const changes: Change[] = [];
  let pos = 0;
  for (const component of operation) {
    if (typeof component === "number") pos += component;
    else if (typeof component === "string") {
      changes.push({ pos, deleted: 0, inserted: component });
      pos += component.length;
    } else
      changes.push({ pos, deleted: typeof component.d === "number" ? component.d : component.d.length, inserted: "" });
  }
  return changes;
}
