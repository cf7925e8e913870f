// The REST API against its own document: every answer that /openapi.json describes is given, as it is described, and none
// that it does not. The socket's messages against /protocol.json in the same way.
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { serve, type ServerType } from "@hono/node-server";
import { Validator } from "@seriousme/openapi-schema-validator";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "#protocol/api";
import { LIMIT, scenarios, type Stage, without } from "#test/api-scenarios";
import { type App, startApp } from "#test/app";
import { checking, closed, Documented } from "#test/documented";
import { scriptedRunner } from "#test/scripted-runner";
import { everythingSaid } from "#test/socket-session";

let runner: ServerType;
let app: App;
let stage: Stage;
let database: DatabaseSync;

beforeAll(async () => {
  runner = await scriptedRunnerAtAnAddress();
  const env = {
    RUNNER_URL: `http://127.0.0.1:${(runner.address() as AddressInfo).port}`,
    RUNNER_TOKEN: "token",
    ADMIN_TOKEN: "for admins",
    METRICS_TOKEN: "for prometheus",
    TANDEM_LIMITS: String(LIMIT),
  };
  app = await startApp({ env });
  database = new DatabaseSync(libraryOf(app));
  stage = {
    app: await Documented.of(app.url),
    library: (sql, ...values) => void database.prepare(sql).run(...values),
    adminToken: env.ADMIN_TOKEN,
    metricsToken: env.METRICS_TOKEN,
  };
});
afterAll(async () => {
  database?.close();
  await app?.stop();
  runner?.close();
});

test("/openapi.json is a valid document of OpenAPI 3.1, of this version, with every route of the table", async () => {
  const { document } = stage.app;
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, "../package.json"), "utf8"));
  expect(document.info.version).toBe(version);
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted(), "run `npm run build`").toEqual(routes.map(([key]) => key).toSorted());
});

test("each example is one", () => {
  const { document } = stage.app;
  const schemas = checking(closed(document));
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    for (const { content = {} } of [operation.requestBody ?? {}, ...Object.values(operation.responses)]) {
      for (const { schema, example } of Object.values(content)) {
        if (example === undefined || !schema) continue;
        const $ref = (schema as { $ref?: string }).$ref;
        const validate = schemas.compile($ref ? { $ref: `document${$ref}` } : schema);
        expect(validate(example), `${JSON.stringify(example)}: ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
  }
});

test("every path of the table names its parameters", () => {
  for (const [key, { params }] of routes) {
    const inPath = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(Object.keys(params?.shape ?? {}), key).toEqual(inPath);
  }
});

describe("an answer that is described is given, and is as described", () => {
  const all = routes.flatMap(([key, { answers }]) =>
    Object.keys(answers).map((status) => [key, Number(status)] as const),
  );
  test.for(all)("%s: %i", async ([key, status]) => {
    const scenario = (scenarios[key] as Record<number, (stage: Stage) => Promise<{ status: number; text: string }>>)[
      status
    ];
    if (!scenario) throw new Error(`test/api-scenarios.ts does not say how ${key} comes to answer ${status}`);
    const given = await scenario(stage);
    expect(given.status, given.text.slice(0, 300)).toBe(status);
  });
});

test("what goes wrong on our side is a problem, too", async () => {
  const given = await without(stage.library, "rooms", () => stage.app.ask("POST /rooms"));
  expect(given).toMatchObject({ status: 500, json: { request: given.headers.get("x-request-id") } });
});

describe("/protocol.json", () => {
  type Protocol = { $defs: Record<string, object> };
  const fetched = async () => (await (await fetch(`${app.url}/protocol.json`)).json()) as Protocol;
  const fits = (document: object, name: string) => checking(document).compile({ $ref: `document#/$defs/${name}` });

  test("describes everything that is said in a session, and nothing that is never said", async () => {
    const protocol = await fetched();
    const { json } = await stage.app.ask("POST /rooms");
    const { byClients, byRoom } = await everythingSaid(`${app.url}/ws/${String(json["roomId"])}`);
    const [clientMessage, roomFrame] = [fits(closed(protocol), "ClientMessage"), fits(closed(protocol), "RoomFrame")];
    for (const message of byClients) expect(clientMessage(message), JSON.stringify(message)).toBe(true);
    for (const frame of byRoom) expect(roomFrame(JSON.parse(frame)), frame).toBe(true);
    const typesIn = (messages: object[]) => messages.map((message) => (message as { type: string }).type);
    const said = new Set([
      ...typesIn(byClients).map((type) => `client.${type}`),
      ...typesIn(byRoom.flatMap((frame) => JSON.parse(frame) as object[])).map((type) => `room.${type}`),
    ]);
    const described = Object.keys(protocol.$defs).filter((name) => /^(client|room)\./.test(name));
    expect(described.toSorted()).toEqual([...said].toSorted());
  });

  test.for<[string, object]>([
    ["ClientMessage", { type: "nonsense" }],
    ["ClientMessage", { type: "code_update", version: 1 }],
    ["ClientMessage", { type: "code_update", version: 1, diff: [], code: "" }],
    ["ClientMessage", { type: "code_update", version: 1, diff: { start: -1, end: 0, text: "" } }],
    ["ClientMessage", { type: "run_input", run: "none" }],
    ["RoomFrame", { type: "ack" }],
    ["RoomFrame", [{ type: "pong" }, { type: "error", code: "unheard of", message: "" }]],
  ])("has no %s %j", async ([name, message]) => {
    expect(fits(await fetched(), name)(message)).toBe(false);
  });
});

/** Node's own server in front of the script: a real line for the Worker to speak over. */
function scriptedRunnerAtAnAddress(): Promise<ServerType> {
  return new Promise((resolve) => {
    const fetch = async (request: Request): Promise<Response> => {
      const url = new URL(request.url);
      url.hostname = "runner.test";
      const body = request.method === "POST" ? await request.text() : undefined;
      if (url.pathname === "/execute" && body?.includes('"die"')) return new Response("dying", { status: 502 });
      return scriptedRunner(
        new Request(url, { method: request.method, headers: request.headers, ...(body !== undefined && { body }) }),
      );
    };
    const server = serve({ fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(server));
  });
}

/** D1's file. */
function libraryOf({ dataDir }: App): string {
  const folder = join(dataDir, "d1");
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const name = names.find((name) => name.endsWith(".sqlite") && !name.endsWith("metadata.sqlite"));
  if (name === undefined) throw new Error("D1 has no file");
  return join(folder, name);
}
