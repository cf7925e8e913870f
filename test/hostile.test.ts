// What somebody who means harm can say, and who must not notice: the people in the same room. What he can do by sheer
// quantity is in hostile-floods.test.ts.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Random } from "#collab/simulation/random";
import { type App, noRunner, startApp } from "#test/app";
import { ContractClient } from "#test/contract-client";
import { HonestPair } from "#test/honest-pair";
import { HOSTILE, hostileMessages } from "#test/hostile-messages";
import { newRoom, roomText } from "#test/room-member";

const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 32));

let app: App;
beforeAll(async () => {
  console.log(`SEED=${seed}`);
  app = await startApp({ env: noRunner });
});
afterAll(() => app?.stop());

const from = <T>(random: Random, values: readonly T[]): T => values[random.int(values.length)]!;

test("[F2] 10,000 malformed, oversized, impossible and disordered messages are each refused and disturb nobody", async () => {
  const roomId = await newRoom(app.url, { initial_code: "|🙂|" });
  const honest = await HonestPair.join(app.url, roomId);
  const attacker = await ContractClient.join(`${app.url}/ws/${roomId}?client=attacker`);
  const answers: Record<string, number> = {};
  let [sent, answered, last] = [0, 0, "" as string | Buffer];
  attacker.keepsUnread = attacker.follows = false;
  attacker.onMessage = ({ type, code }) => {
    if (type === "code_update" || type === "user_count_update") return;
    const answer = type === "error" ? `error ${code}` : type;
    answers[answer] = (answers[answer] ?? 0) + 1;
    answered++;
  };
  for (const message of hostileMessages(new Random(seed), 10_000, { insidePair: 2 })) {
    attacker.send((last = message));
    sent++;
    if (sent - answered < 100) continue;
    await attacker.until(() => sent - answered <= 50, `answers; the last was ${String(last).slice(0, 200)}`);
  }
  await attacker.until(() => answered === sent, "the last answer");
  console.log(String(honest), answers);
  expect(Object.keys(answers).toSorted()).toEqual(
    ["bad_json", "bad_message", "bad_position", "sequence_gap", "too_large", "unknown_file", "version_unknown"].map(
      (code) => `error ${code}`,
    ),
  );
  expect(attacker.closed).toBeUndefined();
  expect(await honest.done()).toBe("|🙂|");
  const told = (message: string) => message.includes(HOSTILE) || /"type":"(cursor|room|profile)_update"/.test(message);
  expect(honest.heard.filter(told)).toEqual([]);
  expect(await (await fetch(`${app.url}/rooms/${roomId}`)).text()).not.toContain(HOSTILE);
});

test("bodies that make no sense are each refused as a problem, and nothing changes", async () => {
  const random = new Random(seed);
  const roomId = await newRoom(app.url, { initial_code: "kept" });
  const odd = [
    "",
    "{",
    "null",
    "[]",
    '"',
    "0",
    "\0",
    "\ufeff{}",
    "{}{}",
    "undefined",
    "NaN",
    "[".repeat(5_000),
    '{"a":'.repeat(5_000),
  ];
  const fields = ["code", "version", "language", "__proto__", "constructor"];
  const values = [null, -1, 1e300, 0.5, true, [], {}, [[]], "\ud83d", "klingon", "x".repeat(1_000), { code: HOSTILE }];
  const types = ["text/html", "application/json", "multipart/form-data", ";;"];
  const statuses = new Set<number>();
  for (let i = 0; i < 300; i++) {
    const fields_ = {
      code: from(random, [HOSTILE, 7]),
      version: from(random, [null, -1, 1e300]),
      [from(random, fields)]: from(random, values),
    };
    const body = random.chance(0.3) ? from(random, odd) : JSON.stringify(fields_);
    const headers = { "content-type": from(random, types) };
    const answer = await fetch(`${app.url}/rooms/${roomId}/code`, { method: "PUT", body, headers });
    statuses.add(answer.status);
    expect(await answer.json()).toMatchObject({
      status: answer.status,
      title: expect.any(String),
      detail: expect.any(String),
    });
  }
  expect(statuses).toEqual(new Set([400, 422]));
  expect(await roomText(app.url, roomId)).toBe("kept");
});

test("[J2] queries that make no sense open the room or are told why not, and disturb nobody", async () => {
  const random = new Random(seed);
  const roomId = await newRoom(app.url, { initial_code: "|" });
  const honest = await HonestPair.join(app.url, roomId);
  const names = ["name", "client", "since", "epoch", "sync", "batch", "text", "__proto__", "role", ""];
  const values = [
    "",
    "-1",
    "1e9",
    "NaN",
    "full",
    "1",
    "%00",
    "%ff%fe",
    "%",
    "x".repeat(3_000),
    "%E2%80%AE",
    "a&client=b",
    "9".repeat(20),
  ];
  const firsts = new Set<string>();
  const generated = Array.from({ length: 100 }, () =>
    Array.from({ length: random.int(5) }, () => `${from(random, names)}=${from(random, values)}`).join("&"),
  );
  // The only one that is refused, whatever the seed.
  for (const query of [`client=${"x".repeat(3_000)}`, "client=", ...generated]) {
    const client = await ContractClient.join(`${app.url}/ws/${roomId}?${query}`);
    firsts.add(client.unread[0]!.type);
    client.socket.terminate();
  }
  expect([...firsts].toSorted()).toEqual(["error", "init"]);
  expect(await honest.done()).toBe("|");
});

test("[J6] who says in a header that he may edit still may only what his link allows", async () => {
  const room = (await (await fetch(`${app.url}/rooms`, { method: "POST" })).json()) as { viewId: string };
  const join = { role: "editor", wholeTexts: false, withText: false, batch: false };
  const headers = { "x-tandem-join": encodeURIComponent(JSON.stringify(join)) };
  const viewer = await ContractClient.join(`${app.url}/ws/${room.viewId}`, { headers });
  expect(await viewer.next("init")).toMatchObject({ role: "viewer" });
  viewer.insert(0, HOSTILE);
  expect(await viewer.next("error")).toMatchObject({ code: "read_only" });
});

test("bytes that are no WebSocket frames end their own connection and nobody else's", async () => {
  const random = new Random(seed);
  const roomId = await newRoom(app.url, { initial_code: "|" });
  const honest = await HonestPair.join(app.url, roomId);
  for (let i = 0; i < 40; i++) {
    const client = await ContractClient.join(`${app.url}/ws/${roomId}`, { compressed: false });
    client.raw.write(Buffer.from(Array.from({ length: 2 + random.int(300) }, () => random.int(256))));
    await honest.work(4);
    client.socket.terminate();
  }
  // A text frame that is no UTF-8, masked by zeros.
  const client = await ContractClient.join(`${app.url}/ws/${roomId}`, { compressed: false });
  client.raw.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]));
  const isRefused = () => client.closed !== undefined || client.unread.some(({ type }) => type === "error");
  await client.until(isRefused, "a refusal");
  client.socket.terminate();
  const count = async () =>
    ((await (await fetch(`${app.url}/rooms/${roomId}`)).json()) as { userCount: number }).userCount;
  await expect.poll(count, { timeout: 30_000 }).toBe(2);
  expect(await honest.done()).toBe("|");
});

test("[S1] one client id on many sockets at once still counts each of its edits once", async () => {
  const roomId = await newRoom(app.url, { initial_code: "|" });
  const honest = await HonestPair.join(app.url, roomId);
  const edit = (sequence: number) => ({
    type: "code_update",
    version: 0,
    sequence,
    diff: { start: 0, end: 0, text: `${sequence}` },
  });
  const sockets = Array.from({ length: 30 }, () => new ContractClient(`${app.url}/ws/${roomId}?client=one`));
  const acked = sockets.map((socket) => {
    let acks = 0;
    socket.follows = false;
    socket.onMessage = ({ type }) => {
      if (type === "init") for (const sequence of [1, 2, 3]) socket.send(edit(sequence));
      if (type === "ack") acks++;
    };
    return socket.until(() => acks === 3 || socket.closed !== undefined, "acks or the end");
  });
  await Promise.all(acked);
  expect([...(await honest.done())].toSorted().join("")).toBe("123|");
});
