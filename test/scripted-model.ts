// A language model that thinks nothing: a real HTTP server that speaks OpenAI's protocol and answers as the test says,
// with every fault that such servers have.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Question = {
  path: string;
  authorization: string | undefined;
  body: { model?: string; prompt?: string; suffix?: string; messages?: { content: string }[]; stream?: boolean };
  /** Resolves when the one who asked has gone before the answer's end. */
  gone: Promise<void>;
};

/** Pieces are streamed one by one in the form that was asked; the rest are faults. */
export type Reply =
  | { pieces: readonly string[]; end?: "done" | "finish" | "cut" | "never" }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { json: unknown }
  | { raw: string }
  | "silence";

export class ScriptedModel {
  readonly url: string;
  readonly asked: Question[] = [];
  /** What is answered next, and from then on. */
  reply: Reply | ((question: Question) => Reply) = { pieces: [] };
  readonly #stop: () => void;

  private constructor(port: number, stop: () => void) {
    this.url = `http://127.0.0.1:${port}/v1`;
    this.#stop = stop;
  }

  static async start(): Promise<ScriptedModel> {
    const server = createServer((request, response) => void model.#answer(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const model = new ScriptedModel((server.address() as AddressInfo).port, () => {
      server.close();
      server.closeAllConnections();
    });
    return model;
  }

  stop(): void {
    this.#stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = once(response, "close").then(() => undefined);
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const question = {
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body: JSON.parse(text) as Question["body"],
      gone,
    };
    this.asked.push(question);
    const reply = typeof this.reply === "function" ? this.reply(question) : this.reply;
    if (reply === "silence") return;
    if ("status" in reply) {
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return;
    }
    if ("json" in reply) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(reply.json));
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    if ("raw" in reply) {
      response.end(reply.raw);
      return;
    }
    const isChat = question.path.endsWith("/chat/completions");
    for (const piece of reply.pieces) {
      const choice = isChat ? { delta: { content: piece } } : { text: piece };
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, finish_reason: null, ...choice }] })}\n\n`);
    }
    switch (reply.end ?? "done") {
      case "done":
        response.end("data: [DONE]\n\n");
        return;
      case "finish":
        response.end(`data: ${JSON.stringify({ choices: [{ index: 0, finish_reason: "stop" }] })}\n\n`);
        return;
      case "cut":
        // What was written goes out before the line breaks.
        response.write("data: {", () => response.destroy());
        return;
      case "never":
        return;
    }
  }
}
