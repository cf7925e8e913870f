// Keeps the document as the package's own hibernating sample does: one row, debounced by its defaults (2 s, at most 10 s).
import { routePartykitRequest } from "partyserver";
import { YServer } from "y-partyserver";
import * as Y from "yjs";

export class Document extends YServer {
  static options = { hibernate: true };

  async onStart(): Promise<void> {
    this.ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, content BLOB)");
    return super.onStart();
  }

  async onLoad(): Promise<void> {
    const [row] = this.ctx.storage.sql.exec("SELECT content FROM documents WHERE id = ? LIMIT 1", this.name).toArray();
    if (row?.content) Y.applyUpdate(this.document, new Uint8Array(row.content));
  }

  async onSave(): Promise<void> {
    const content = Y.encodeStateAsUpdate(this.document);
    this.ctx.storage.sql.exec("INSERT OR REPLACE INTO documents (id, content) VALUES (?, ?)", this.name, content);
  }
}

export default {
  fetch: async (request: Request, env: unknown) =>
    (await routePartykitRequest(request, env)) ?? new Response("not found", { status: 404 }),
};
