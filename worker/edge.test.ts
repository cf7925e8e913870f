// What the edge does with every request, whatever it asks for.
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { makeRoom, TestSocket } from "#party/test-room";
import { type RouteKey, routes } from "#protocol/api";
import { BODY_BYTES_MAX, RUN_BODY_BYTES_MAX, ZIP_BYTES_MAX } from "#protocol/limits";
import { ARCHIVE_BYTES_MAX } from "#protocol/room-archive";
import { app } from "#worker/app";

type Asked = { method?: string; headers?: Record<string, string>; body?: BodyInit; env?: Partial<Env> };
const ask = async (path: string, { env: ours, ...init }: Asked = {}) =>
  app.fetch(new Request(new URL(path, "https://tandem.example"), init), { ...env, ...ours });
const upgrade = { upgrade: "websocket" };
/** As whoever runs this asks, so that no route is hidden. */
const operator = {
  headers: { authorization: "Bearer secret" },
  env: { ADMIN_TOKEN: "secret", METRICS_TOKEN: "secret" } as Partial<Env>,
};

const methodOf = (key: RouteKey) => key.slice(0, key.indexOf(" "));
/** A route's address, with the same in the place of each parameter or with what is given for it. */
const pathOf = (key: RouteKey, given: string | Readonly<Record<string, string>>) =>
  key
    .slice(key.indexOf(" ") + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => (typeof given === "string" ? given : (given[name] ?? "")));
const allKeys = routes.map(([key]) => key);
const keysWithBody = routes.filter(([, { body }]) => body).map(([key]) => key);

describe("a page of another site", () => {
  const evil = { origin: "https://evil.example" };

  test.for(allKeys.filter((key) => methodOf(key) !== "GET"))(
    "may not %s, with or without a body, and is told so",
    async (key) => {
      const [method, path] = [methodOf(key), pathOf(key, "x")];
      const bodies = method === "DELETE" ? [{}] : [{}, { body: "{}" }, { body: new FormData() }];
      for (const body of bodies) {
        for (const origin of ["https://evil.example", "https://tandem.example.evil.example", "null", "https://"]) {
          const answer = await ask(path, { method, headers: { origin }, ...body });
          expect(answer.status).toBe(403);
          expect(answer.headers.get("content-type")).toBe("application/problem+json");
          expect(await answer.json()).toMatchObject({
            status: 403,
            detail: expect.stringContaining("ALLOWED_ORIGINS"),
          });
        }
      }
    },
  );

  test("may not either where the browser says that it is another's without saying whose", async () => {
    for (const site of ["cross-site", "same-site", "same-origin", "none"]) {
      const answer = await ask("/rooms", { method: "POST", headers: { "sec-fetch-site": site } });
      expect(answer.status, site).toBe(site.endsWith("-site") ? 403 : 201);
    }
  });

  test("gets no socket, neither does a request for one that is not well formed", async () => {
    const { roomId } = await makeRoom();
    expect((await ask(`/ws/${roomId}`, { headers: { ...upgrade, ...evil } })).status).toBe(403);
    expect((await ask(`/ws/${roomId}`, { headers: { upgrade: "WebSocket", origin: "null" } })).status).toBe(403);
  });

  test("reads nothing: no answer is shared with it", async () => {
    const answer = await ask("/languages", { headers: evil });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(
      (await ask("/rooms", { method: "OPTIONS", headers: evil })).headers.get("access-control-allow-origin"),
    ).toBeNull();
  });

  test("may all of it once ALLOWED_ORIGINS names it, and only it", async () => {
    const { roomId } = await makeRoom();
    for (const names of ["https://evil.example", "https://a.example, https://evil.example", "*"]) {
      const env = { ALLOWED_ORIGINS: names } as Partial<Env>;
      const made = await ask("/rooms", { method: "POST", headers: evil, env });
      expect(made.status).toBe(201);
      expect(made.headers.get("access-control-allow-origin")).toBe(names === "*" ? "*" : evil.origin);
      expect(made.headers.get("access-control-allow-credentials")).toBeNull();
      expect(made.headers.get("access-control-expose-headers")).toContain("location");
      const before = {
        ...evil,
        "access-control-request-method": "PUT",
        "access-control-request-headers": "content-type",
      };
      const preflight = await ask(`/rooms/${roomId}/code`, { method: "OPTIONS", headers: before, env });
      expect(preflight.status).toBe(204);
      const shared = preflight.headers.get("access-control-allow-methods")?.split(",");
      expect(shared).toEqual(expect.arrayContaining(allKeys.map(methodOf)));
      const missing = await ask("/rooms/nobody", { headers: evil, env });
      expect(missing.status).toBe(404);
      expect(missing.headers.get("access-control-allow-origin")).toBe(names === "*" ? "*" : evil.origin);
      const joined = await ask(`/ws/${roomId}`, { headers: { ...upgrade, ...evil }, env });
      expect(joined.status).toBe(101);
      joined.webSocket?.accept();
      joined.webSocket?.close();
      const other = await ask("/rooms", { method: "POST", headers: { origin: "https://other.example" }, env });
      expect(other.status).toBe(names === "*" ? 201 : 403);
    }
  });

  test("is not our own page, whether a proxy ended its TLS or not, nor somebody who is no page at all", async () => {
    const { roomId } = await makeRoom();
    for (const origin of ["https://tandem.example", "http://tandem.example", undefined]) {
      const headers = { ...(origin && { origin }) };
      expect((await ask("/rooms", { method: "POST", headers })).status).toBe(201);
      const joined = await ask(`/ws/${roomId}`, { headers: { ...headers, ...upgrade } });
      expect(joined.status).toBe(101);
      joined.webSocket?.accept();
      joined.webSocket?.close();
    }
  });
});

test("a name that somebody has pointed at this machine is refused; its addresses, localhost and given names are not", async () => {
  const env = { ALLOWED_HOSTS: "0.0.0.0 classroom" } as Partial<Env>;
  const knock = async (host: string, ours = env) => (await ask("/languages", { headers: { host }, env: ours })).status;
  for (const host of [
    "evil.example",
    "evil.example:8787",
    "localhost.evil.example",
    "localhost.",
    "1.evil",
    "127.0.0.1.evil",
  ])
    expect(await knock(host), host).toBe(403);
  for (const host of ["localhost:8787", "a.localhost", "127.0.0.1", "[::1]:8787", "10.0.0.7:80", "Classroom:8787"])
    expect(await knock(host), host).toBe(200);
  for (const names of ["", "*"])
    expect(await knock("evil.example", { ...env, ALLOWED_HOSTS: names } as typeof env)).toBe(200);
  const joining = { ...upgrade, host: "evil.example", origin: "http://evil.example" };
  expect((await ask(`/ws/${(await makeRoom()).roomId}`, { headers: joining, env })).status).toBe(403);
});

test("every answer forbids a browser to make anything of it but data", async () => {
  const { roomId } = await makeRoom();
  const paths = ["/health", "/languages", `/rooms/${roomId}`, "/rooms/nobody", "/rooms/x/y/z", `/ws/${roomId}`];
  for (const path of paths) {
    const { headers } = await ask(path);
    expect(headers.get("content-security-policy"), path).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("content-type")).toMatch(/^application\/(problem\+)?json/);
  }
  const plain = await app.fetch(new Request("http://localhost:8787/languages"), env);
  expect(plain.headers.get("strict-transport-security")).toBeNull();
});

describe("an address that asks too much", () => {
  /** Uses up what it may, and asks once more: again, should the minute have ended in between. */
  async function tooMuch(
    limit: "CREATE_LIMIT" | "JOIN_LIMIT" | "PAST_LIMIT" | "RUN_LIMIT" | "WHOLE_LIMIT",
    key: string,
    once: () => Promise<Response>,
  ) {
    for (let attempt = 0; ; attempt++) {
      let left = true;
      while (left) {
        const taken = await Promise.all(Array.from({ length: 50 }, () => env[limit].limit({ key })));
        left = taken.every(({ success }) => success);
      }
      const answer = await once();
      if ((limit === "JOIN_LIMIT" ? answer.status === 101 : answer.status === 429) || attempt > 0) return answer;
    }
  }

  test.for([
    ["CREATE_LIMIT", "/rooms", "new rooms"],
    ["RUN_LIMIT", "/execute", "programs"],
  ] as const)("is refused by %s in words and with a time to wait, and nobody else is", async ([limit, path, what]) => {
    const headers = { "cf-connecting-ip": "10.3.3.1" };
    const refused = await tooMuch(limit, "10.3.3.1", () => ask(path, { method: "POST", headers }));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ status: 429, detail: expect.stringContaining(`Too many ${what}`) });
    const other = await ask(path, { method: "POST", headers: { "cf-connecting-ip": "10.3.3.2" } });
    expect(other.status).not.toBe(429);
    const free = { TANDEM_LIMITS: "off" } as Partial<Env>;
    expect((await ask(path, { method: "POST", headers, env: free })).status).not.toBe(429);
  });

  test("is refused what costs a room much, and not its present, nor another's past", { timeout: 30_000 }, async () => {
    const [{ roomId }, other] = [await makeRoom(), await makeRoom()];
    const headers = { "cf-connecting-ip": "10.3.3.3" };
    const from = (room: string) => async (path: string) => ask(`/rooms/${room}${path}`, { headers });
    const statuses = async (room: string, paths: string[]) =>
      (await Promise.all(paths.map(from(room)))).map(({ status }) => status);
    // A hand that goes through a long history and back asks for some hundred versions.
    const versions = Array.from({ length: 200 }, () => "/files?at=v0&texts=1");
    expect(new Set(await statuses(roomId, versions))).toEqual(new Set([200]));
    for (const [limit, paths] of [
      ["PAST_LIMIT", ["?at=v0", "/files?at=v0", "/files/main.py?at=2020-01-01", "/edits", "/blame/main.py"]],
      ["WHOLE_LIMIT", ["/zip", "/verify", "/log"]],
    ] as const) {
      for (const path of paths) {
        const refused = await tooMuch(limit, `10.3.3.3 ${roomId}`, () => from(roomId)(path));
        expect([refused.status, refused.headers.get("content-type")]).toEqual([429, "application/problem+json"]);
        expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      }
      expect(await statuses(other.roomId, [...paths])).toEqual(paths.map(() => 200));
    }
    expect(await statuses(roomId, ["", "/files", "/files/main.py", "/history"])).toEqual([200, 200, 200, 200]);
  });

  test("is told on the socket why it may not join, while a class behind one address joins at once", async () => {
    const { roomId } = await makeRoom();
    const join = () => ask(`/ws/${roomId}`, { headers: { ...upgrade, "cf-connecting-ip": "2001:db8:7:1::5" } });
    const { webSocket } = await tooMuch("JOIN_LIMIT", "2001:db8:7:1::/64", join);
    const socket = TestSocket.of(webSocket!);
    expect(await socket.next("error")).toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("joins"),
    });
    expect(await socket.untilClosed()).toMatchObject({ code: 4429 });
    const pupils = await Promise.all(Array.from({ length: 40 }, () => TestSocket.join(roomId, "", "10.4.4.4")));
    for (const pupil of pupils) expect(await pupil.next("init")).toMatchObject({ version: 0 });
    for (const pupil of pupils) pupil.close();
  });
});

describe("a body", () => {
  const larger: Partial<Record<RouteKey, number>> = {
    "POST /execute": RUN_BODY_BYTES_MAX,
    "POST /rooms/{roomId}/zip": ZIP_BYTES_MAX,
    "PUT /admin/rooms/{roomId}/archive": ARCHIVE_BYTES_MAX,
  };

  test.for(keysWithBody)("of %s is refused before it is parsed, whether it says its length or not", async (key) => {
    const { roomId } = await makeRoom();
    const address = pathOf(key, { roomId, runId: crypto.randomUUID(), path: "lib/a.txt", markId: "1" });
    const most = larger[key] ?? BODY_BYTES_MAX;
    const headers = { ...operator.headers, "cf-connecting-ip": "10.5.5.5" };
    const send = async (body: BodyInit, more?: Record<string, string>) =>
      (await ask(address, { method: methodOf(key), headers: { ...headers, ...more }, env: operator.env, body })).status;
    const chunk = new Uint8Array(65_536).fill(32);
    let taken = 0;
    const endless = () =>
      new ReadableStream<Uint8Array>({
        pull: (controller) => {
          taken += chunk.length;
          if (taken > 4 * most) controller.close();
          else controller.enqueue(chunk);
        },
      });
    for (const length of [undefined, { "content-length": "99999999999" }]) {
      taken = 0;
      expect(await send(endless(), length)).toBe(413);
      expect(taken).toBeLessThan(3 * most);
    }
    expect(await send(" ".repeat(most + 1))).toBe(413);
    // Any bytes are a file.
    const unparsable = key === "PUT /rooms/{roomId}/files/{path}" ? [200] : [400, 422];
    expect(unparsable).toContain(await send("{"));
  });
});

test("an address tells who asks it otherwise what it takes; one of nothing, and one that a secret hides, takes nothing", async () => {
  const taken = Map.groupBy(allKeys, (key) => pathOf(key, "x"));
  for (const [path, keys] of [...taken, ["/ws/x", ["GET /ws/x"]] as const]) {
    const methods = keys.flatMap((key) =>
      key.startsWith("GET ") ? ["GET", "HEAD"] : [key.slice(0, key.indexOf(" "))],
    );
    const ways = (answer: Response) => answer.headers.get("allow")?.split(", ").toSorted();
    const hidden = await ask(path, { method: "PROPFIND" });
    expect(hidden.status, path).toBe(/^.(metrics|admin)/.test(path) ? 404 : 405);
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((one) => !methods.includes(one))) {
      const answer = await ask(path, { method, ...operator });
      expect(answer.status, `${method} ${path}`).toBe(method === "OPTIONS" ? 204 : 405);
      expect(ways(answer)).toEqual([...methods, "OPTIONS"].toSorted());
      const problem = { type: "about:blank", title: "Method Not Allowed", status: 405 };
      expect(JSON.parse((await answer.text()) || "{}")).toMatchObject(method === "OPTIONS" ? {} : problem);
    }
  }
  expect((await ask("/rooms/x/y/z", { method: "OPTIONS" })).status).toBe(404);
});

test("a path that is not percent-encoded UTF-8 is no file's name", async () => {
  const { roomId } = await makeRoom();
  for (const [path, status] of [
    ["%E0%A4%A", 400],
    ["100%.txt", 400],
    ["%FF.txt", 400],
    ["%25E0%25A4%25A", 200],
  ] as const) {
    const address = `/rooms/${roomId}/files/${path}`;
    expect((await ask(address, { method: "PUT", body: "x" })).status, path).toBe(status);
    expect((await ask(address)).status, path).toBe(status === 200 ? 200 : 404);
  }
});

test("nothing of what a request says comes back in an error", async () => {
  const { roomId, viewId } = await makeRoom();
  const mark = "<img src=x onerror=alert(1)>";
  const path = encodeURIComponent(mark);
  const bodies = [
    mark,
    JSON.stringify(mark),
    JSON.stringify({ [mark]: mark, language: mark, code: mark, version: mark }),
  ];
  const program = { language: mark, code: "", files: [{ path: `../${mark}`, content: "" }], limits: { [mark]: mark } };
  const asked: [string, string, string?][] = [
    ...allKeys.flatMap((key): [string, string][] => [
      [methodOf(key), `${pathOf(key, path)}?${path}=${path}`],
      [methodOf(key), pathOf(key, { roomId, runId: path })],
    ]),
    ...keysWithBody.flatMap((key) =>
      bodies.map((body): [string, string, string] => [methodOf(key), pathOf(key, { roomId, runId: path }), body]),
    ),
    ["GET", `/rooms/${roomId}/runs/${path}/events?after=${path}`],
    ["GET", `/admin/rooms?after=${path}`],
    ["PUT", `/admin/rooms/${roomId}/archive?replace=${path}&location=${path}`, mark],
    ["GET", `/rooms/${roomId}/${path}?${path}=${path}`],
    ["GET", `/${path}`],
    ["GET", `/ws/${path}`],
    ["POST", `/rooms/${roomId}/runs/${path}/input`, JSON.stringify({ text: "x" })],
    ["PUT", `/rooms/${viewId}/code`, JSON.stringify({ code: mark })],
    ["POST", "/execute", JSON.stringify(program)],
    ["POST", "/execute", JSON.stringify({ ...program, files: [], limits: {} })],
  ];
  for (const [method, address, body] of asked) {
    const headers = { ...operator.headers, "cf-connecting-ip": "10.6.6.6" };
    const answer = await ask(address, { method, headers, env: operator.env, ...(body && { body }) });
    if (answer.ok) continue; // nothing in it was wrong
    expect(answer.headers.get("content-type"), address).toBe("application/problem+json");
    const text = await answer.text();
    for (const part of ["<img", "onerror", path]) expect(text, `${method} ${address} ${body}`).not.toContain(part);
  }
});
