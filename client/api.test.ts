import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ApiProblem, apiAt } from "#client/api";

let server: Server | undefined;
afterEach(() => void server?.close());

/** The API at a server that answers so. */
async function answering(listener: RequestListener) {
  server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  return apiAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}
/** Tells the request that came, as if it were a room's code. */
const echo: RequestListener = (request, answer) => void told(request, answer);
async function told(request: IncomingMessage, answer: ServerResponse): Promise<void> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const code = `${request.method} ${request.url} ${request.headers["content-type"]} ${body}`;
  answer.setHeader("content-type", "application/json").end(JSON.stringify({ code }));
}

describe("a request", () => {
  test("fills in the path, the query and the body", async () => {
    const api = await answering(echo);
    const params = { roomId: "a/b ?" };
    expect((await api("PUT /rooms/{roomId}/code", { params, body: { code: "x" } })).code).toBe(
      'PUT /rooms/a%2Fb%20%3F/code application/json {"code":"x"}',
    );
    expect(await api("GET /rooms/{roomId}/runs", { params, query: { limit: 3 } })).toMatchObject({
      code: "GET /rooms/a%2Fb%20%3F/runs?limit=3 undefined ",
    });
    expect((await api("POST /rooms")).code).toBe("POST /rooms undefined ");
  });

  test("is checked by the compiler", () => {
    const api = apiAt("");
    const wrong = [
      // @ts-expect-error -- a room needs to be named
      () => api("GET /rooms/{roomId}"),
      // @ts-expect-error -- no such field
      () => api("POST /rooms", { body: { lang: "go" } }),
      // @ts-expect-error -- no such route
      () => api("GET /room"),
      // @ts-expect-error -- it has no body
      () => api("GET /languages", { body: {} }),
      // @ts-expect-error -- no such answer
      () => api("GET /languages").then(({ language }) => language),
    ];
    expect(wrong).toHaveLength(5);
  });
});

describe("a refusal", () => {
  test("is a typed error that says what, why and when again", async () => {
    const problem = { type: "about:blank", title: "Too Many Requests", status: 429, detail: "Wait a minute" };
    const api = await answering((_, answer) =>
      answer
        .writeHead(429, { "content-type": "application/problem+json", "retry-after": "60" })
        .end(JSON.stringify(problem)),
    );
    const error = await api("POST /rooms").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ message: "Wait a minute", status: 429, retryAfterS: 60, problem });
  });

  test("by something else than Tandem is one, too", async () => {
    const api = await answering((_, answer) => answer.writeHead(502, { "content-type": "text/html" }).end("<h1>"));
    await expect(api("GET /health")).rejects.toMatchObject({ status: 502, message: "The server answered 502" });
  });

  test.each(['{"status":5', "null", "[]"])("that calls itself a problem and is none is one: %s", async (body) => {
    const headers = { "content-type": "application/problem+json" };
    const api = await answering((_, answer) => answer.writeHead(503, headers).end(body));
    const error = await api("GET /languages").catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ApiProblem);
    expect(error).toMatchObject({ status: 503, message: "The server answered 503" });
  });
});

test("an answer without a body is undefined, text is text, and a stream is had as it comes", async () => {
  const api = await answering((request, answer) => {
    if (request.method === "DELETE") answer.writeHead(204).end();
    else answer.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end("rooms 1\n");
  });
  const params = { roomId: "a", runId: "b" };
  expect(await api("DELETE /rooms/{roomId}/runs/{runId}", { params })).toBeUndefined();
  expect(await api("GET /metrics")).toBe("rooms 1\n");
  const stream = await api.open("GET /rooms/{roomId}/runs/{runId}/events", { params });
  expect(await stream.text()).toBe("rooms 1\n");
});
