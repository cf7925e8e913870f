// CONTRACT.md's REST, line by line, against the app as it runs.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

type Answer = { status: number; type: string; location: string | null; body: Record<string, unknown> };

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(app.url + path, {
    method,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const { status, headers } = answer;
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  return { status, type, location: headers.get("location"), body: (await answer.json()) as Answer["body"] };
}

type Room = { roomId: string; viewId: string; code: string; version: number; language: string };
const create = async (body?: unknown) => (await ask("POST", "/rooms", body)).body as Room;
const read = async (id: string) => (await ask("GET", `/rooms/${id}`)).body as Room & { userCount: number };
const put = (id: string, body: unknown) => ask("PUT", `/rooms/${id}/code`, body);

const problem = (status: number, detail: unknown = expect.any(String)) => ({
  status,
  type: "application/problem+json",
  body: { type: expect.any(String), title: expect.any(String), status, detail },
});

test("GET /health is well once rooms, D1 and assets answer", async () => {
  expect(await ask("GET", "/health")).toMatchObject({ status: 200, body: { status: "ok" } });
});

test("GET /languages tells what can be edited and what can be run", async () => {
  const { status, body } = await ask("GET", "/languages");
  expect(status).toBe(200);
  expect(body["languages"]).toContainEqual(
    expect.objectContaining({ id: "python", name: "Python", edit: true, run: expect.any(Boolean) }),
  );
});

test("GET /openapi.json describes all of it, and GET /docs is a page about it", async () => {
  const { status, type, body } = await ask("GET", "/openapi.json");
  expect({ status, type }).toEqual({ status: 200, type: "application/json" });
  expect(body["openapi"]).toMatch(/^3\.1\./);
  expect(body["paths"]).toMatchObject({
    "/health": { get: {} },
    "/rooms": { post: {} },
    "/rooms/{roomId}": { get: {} },
    "/rooms/{roomId}/code": { put: {} },
    "/autocomplete": { post: {} },
    "/languages": { get: {} },
    "/execute": { post: {} },
  });
  const page = await fetch(`${app.url}/docs`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-type")).toContain("text/html");
});

describe("POST /rooms", () => {
  test.for([undefined, "", "  ", "{}"])("makes an empty Python room of the body %j", async (body) => {
    const { status, location, body: room } = await ask("POST", "/rooms", body);
    expect(status).toBe(201);
    expect(room).toMatchObject({ code: "", language: "python", version: 0 });
    expect(room["roomId"]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(location).toBe(`/rooms/${String(room["roomId"])}`);
    expect((await ask("GET", location!)).status).toBe(200);
  });

  test.for(["initial_code", "initialCode"])(
    "starts with %s, the language and the title that it is given",
    async (field) => {
      const room = await create({ [field]: "x = '🙂'\r\ny\r", language: "javascript", title: "Interview" });
      const started = { code: "x = '🙂'\ny\n", language: "javascript", title: "Interview", version: 0 };
      expect(room).toMatchObject(started);
      expect(await read(room.roomId)).toMatchObject({ ...started, userCount: 0 });
    },
  );

  test.for<[string, object]>([
    ["language", { language: "klingon" }],
    ["language", { language: 7 }],
    ["initial_code", { initial_code: ["no"] }],
    ["initial_code", { initial_code: "half a \ud83d pair" }],
    ["initial_code", { initial_code: "x".repeat(1_000_001) }],
    ["title", { title: "t".repeat(1_000) }],
  ])("says that it is %s which does not fit", async ([path, body]) => {
    const answer = await ask("POST", "/rooms", body);
    expect(answer).toMatchObject(problem(422));
    expect(answer.body["errors"]).toEqual([{ path, message: expect.any(String) }]);
  });

  test.for(["{", "nonsense", '{"language":"python"', "[1,2", '"'])("refuses %j, which is not JSON", async (body) => {
    expect(await ask("POST", "/rooms", body)).toMatchObject(problem(400));
  });

  test.for(["[]", "null", '"python"', "7"])("refuses %j, which is no object", async (body) => {
    expect(await ask("POST", "/rooms", body)).toMatchObject(problem(422));
  });

  test("refuses a body that is too large", async () => {
    expect(await ask("POST", "/rooms", JSON.stringify({ title: "x".repeat(5_000_000) }))).toMatchObject(problem(413));
  });
});

describe("an unknown room", () => {
  test.for(["nobody", "00000000-0000-4000-8000-000000000000", "%00", "..%2F..", "'%20OR%201=1"])(
    "%s is not found",
    async (id) => {
      expect(await ask("GET", `/rooms/${id}`)).toMatchObject(problem(404, "Room not found"));
      expect(await put(id, { code: "" })).toMatchObject(problem(404, "Room not found"));
    },
  );

  test("is told from an address where there is nothing at all, also as a problem", async () => {
    expect(await ask("POST", "/rooms/somewhere/nothing")).toMatchObject(problem(404));
    expect(await ask("DELETE", "/rooms")).toMatchObject(problem(405)); // this one takes other methods
  });
});

describe("GET /rooms/{roomId}", () => {
  test("has the live text, version, language and how many are there", async () => {
    const { roomId } = await create({ initial_code: "a" });
    const client = await ContractClient.join(`${app.url}/ws/${roomId}`);
    client.insert(1, "b");
    await client.next("ack");
    expect(await read(roomId)).toMatchObject({ roomId, code: "ab", version: 1, language: "python", userCount: 1 });
    await client.leave();
    expect(await read(roomId)).toMatchObject({ code: "ab", userCount: 0 });
  });
});

describe("PUT /rooms/{roomId}/code", () => {
  test("puts the code in place of the current one", async () => {
    const { roomId } = await create({ initial_code: "one" });
    expect(await put(roomId, { code: "two" })).toMatchObject({ status: 200, body: { code: "two", version: 1 } });
    expect(await read(roomId)).toMatchObject({ code: "two", version: 1 });
  });

  test("merges the change from the text at `version` with what came since and overwrites nothing of it", async () => {
    const { roomId } = await create({ initial_code: "head\nbody\nfoot\n" });
    expect((await put(roomId, { code: "head\nbody!\nfoot\n" })).body).toMatchObject({ version: 1 });
    const merged = { code: "HEAD\nbody!\nfoot\nend\n", version: 2 };
    expect((await put(roomId, { version: 0, code: "HEAD\nbody\nfoot\nend\n" })).body).toEqual(merged);
    expect(await read(roomId)).toMatchObject(merged);
  });

  test("is seen live by everyone in the room, as the difference and with its language", async () => {
    const { roomId } = await create({ initial_code: "print 1" });
    const client = await ContractClient.join(`${app.url}/ws/${roomId}`);
    await put(roomId, { code: "print 12", language: "ruby" });
    expect(await client.next("code_update")).toMatchObject({ version: 1, diff: [{ start: 7, end: 7, text: "2" }] });
    expect(await client.next("room_update")).toMatchObject({ language: "ruby" });
    expect(client.text).toBe("print 12");
    expect(await read(roomId)).toMatchObject({ language: "ruby" });
  });

  test("that changes nothing makes no version, and brings line ends to \\n", async () => {
    const { roomId } = await create({ initial_code: "a\nb" });
    expect((await put(roomId, { code: "a\r\nb" })).body).toEqual({ code: "a\nb", version: 0 });
  });

  test.for<[string, unknown, number]>([
    ["no code", {}, 422],
    ["a code that is no text", { code: 7 }, 422],
    ["half a surrogate pair", { code: "\udc00" }, 422],
    ["an unknown language", { code: "", language: "klingon" }, 422],
    ["a negative version", { code: "", version: -1 }, 422],
    ["a fraction of a version", { code: "", version: 0.5 }, 422],
    ["a version to come", { code: "", version: 1 }, 409],
    ["text that is no JSON", "code", 400],
    ["an empty body", "", 400],
    ["a text that is too long", { code: "x".repeat(1_000_001) }, 422],
    ["a body that is too large", `{"code":"${"x".repeat(4_100_000)}"}`, 413],
  ])("refuses %s, and nothing changes", async ([, body, status]) => {
    const { roomId } = await create({ initial_code: "kept" });
    expect(await put(roomId, body)).toMatchObject(problem(status));
    expect(await read(roomId)).toMatchObject({ code: "kept", version: 0, language: "python" });
  });
});

describe("the view id", () => {
  test("is as unguessable as the room's, reads the room and does not tell the id that edits", async () => {
    const { roomId, viewId } = await create({ initial_code: "look" });
    expect(viewId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    const seen = await ask("GET", `/rooms/${viewId}`);
    expect(seen).toMatchObject({ status: 200, body: { code: "look", role: "viewer" } });
    expect(JSON.stringify(seen.body)).not.toContain(roomId);
    expect(await put(viewId, { code: "touched" })).toMatchObject(problem(403));
    expect((await read(roomId)).code).toBe("look");
  });

  test("opens a socket that sees everything and may change nothing", async () => {
    const { roomId, viewId } = await create({ initial_code: "look" });
    const [editor, viewer] = [
      await ContractClient.join(`${app.url}/ws/${roomId}`),
      await ContractClient.join(`${app.url}/ws/${viewId}`),
    ];
    expect(await viewer.next()).toMatchObject({ type: "init", role: "viewer", code: "look" });
    for (const message of [
      { type: "code_update", version: 0, diff: { start: 0, end: 4, text: "" } },
      { type: "code_update", code: "touched" },
      { type: "room_update", language: "c" },
    ]) {
      viewer.send(message);
      expect(await viewer.next()).toMatchObject({ type: "error", code: "read_only" });
    }
    editor.insert(4, "!");
    await viewer.next("code_update");
    expect(viewer.text).toBe("look!");
    expect(viewer.frames.join()).not.toContain(roomId);
  });
});
