import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { findRun } from "#db/runs";
import { makeRoom, objectOf, TestSocket } from "#party/test-room";
import type { RunMessage } from "#protocol/room-run";

// The programs are scripts for test/scripted-runner.ts.
const program = (...steps: string[]) => makeRoom({ initial_code: steps.join("\n") });

/** The object's memory is gone in the middle of what it does; eviction would wait for that. */
const crash = (room: Awaited<ReturnType<typeof makeRoom>>) =>
  runInDurableObject(objectOf(room), (_room, state) => state.abort("crashed")).catch(() => {});

/** All that is told of a run, from its start to its end. */
async function untilEnd(socket: TestSocket): Promise<RunMessage[]> {
  const messages: RunMessage[] = [await socket.next("run_started")];
  for (;;) {
    const message = await socket.nextOf("run_progress", "run_output", "run_input", "run_ended");
    messages.push(message);
    if (message.type === "run_ended") return messages;
  }
}
const textOf = (messages: readonly RunMessage[]) =>
  messages.map((message) => (message.type === "run_output" ? message.text : "")).join("");

test("[X1] everybody in the room is told of a run the same, in the same order, and the library has it then", async () => {
  const room = await program("say one", "err two", "echo", "exit 3");
  const [ann, bob] = [await TestSocket.join(room.roomId, "name=Ann"), await TestSocket.join(room.roomId, "name=Bob")];
  ann.send({ type: "run" });
  const { run } = await bob.peek("run_started");
  expect(run).toMatchObject({ version: 0, language: "python", user: 1, name: "Ann" });
  await bob.peek("run_output");
  bob.send({ type: "run_input", run: run.id, text: "three\n" });
  const [told, also] = [await untilEnd(ann), await untilEnd(bob)];
  expect(also).toEqual(told);
  expect(textOf(told)).toBe("onetwothree\n");
  expect(told.flatMap((message) => ("n" in message ? [message.n] : []))).toEqual(told.slice(1).map((_, i) => i + 1));
  expect(told).toContainEqual(expect.objectContaining({ type: "run_input", user: 2, name: "Bob", text: "three\n" }));
  expect(told.at(-1)).toMatchObject({ result: { status: "runtime_error", exitCode: 3 } });
  await vi.waitFor(async () =>
    expect(await findRun(env.DB, room.roomId, run.id)).toMatchObject({ status: "runtime_error", input: "three\n" }),
  );
});

test("[X2] a run is of the text as it was when it was asked for", async () => {
  const room = await program("say a");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "code_update", version: 0, diff: { start: 5, end: 5, text: "b" } });
  ann.send({ type: "run" });
  ann.send({ type: "code_update", version: 1, diff: { start: 6, end: 6, text: "c" } });
  const told = await untilEnd(ann);
  expect(told[0]).toMatchObject({ run: { version: 1 } });
  expect(textOf(told)).toBe("ab");
});

test("[X1] a run that begins as another ends is told whole", async () => {
  const ann = await TestSocket.join((await program("say one", "say two")).roomId);
  for (let run = 0; run < 20; run++) {
    ann.send({ type: "run" });
    expect(textOf(await untilEnd(ann))).toBe("onetwo");
  }
});

test("[X6] who comes later, or comes back after the object slept, has the run", async () => {
  const room = await program("say one", "say two", "echo");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run", stdin: "three" });
  const told = await untilEnd(ann);
  const late = (await (await TestSocket.join(room.roomId)).next("init")).run;
  expect(late).toMatchObject({
    events: [
      { type: "run_input", n: 1, user: 1, text: "three" },
      { type: "run_output", stream: "stdout", text: "onetwothree" },
    ],
    skipped: 0,
    result: { status: "ok" },
    n: told.length - 1,
  });
  await evictDurableObject(objectOf(room));
  expect((await (await TestSocket.join(room.roomId)).next("init")).run).toEqual(late);
});

test("[X4] a lost line to the runner is taken up again, and nobody notices", async () => {
  const room = await program("say one", "cut", "say two", "cut", "cut", "say three");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run" });
  const told = await untilEnd(ann);
  expect(textOf(told)).toBe("onetwothree");
  expect(told.at(-1)).toMatchObject({ result: { status: "ok" } });
});

test("[X4] a runner that lost the run ends it with words, and the room runs the next one", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const room = await program("say one", "forget");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run" });
  const told = await untilEnd(ann);
  expect(told.at(-1)).toMatchObject({
    result: { status: "internal_error", detail: expect.stringContaining("Run it again") },
  });
  ann.send({ type: "run" });
  expect((await untilEnd(ann)).length).toBe(told.length);
  warnings.mockRestore();
});

test("[X4] a runner with too much to do ends the run with words", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const ann = await TestSocket.join((await program("full")).roomId);
  ann.send({ type: "run" });
  expect((await untilEnd(ann)).at(-1)).toMatchObject({
    result: { status: "internal_error", detail: expect.stringContaining("in 7 s") },
  });
  warnings.mockRestore();
});

test("[X3] what cannot run is refused with the reason, and so is a second run, and input to none", async () => {
  const room = await program("echo");
  const ann = await TestSocket.join(room.roomId);
  for (const [language, words] of [
    ["ruby", "package ruby"],
    ["html", "html cannot be run"],
  ]) {
    ann.send({ type: "room_update", language });
    ann.send({ type: "run" });
    expect(await ann.next("error")).toMatchObject({
      code: "run_unavailable",
      message: expect.stringContaining(words!),
    });
  }
  ann.send({ type: "room_update", language: "shell" });
  ann.send({ type: "run" });
  const { run } = await ann.peek("run_started");
  ann.send({ type: "run" });
  expect(await ann.next("error")).toMatchObject({ code: "run_busy" });
  ann.send({ type: "run_stop", run: run.id });
  expect((await untilEnd(ann)).at(-1)).toMatchObject({ result: { status: "cancelled" } });
  ann.send({ type: "run_input", run: run.id, text: "x" });
  expect(await ann.next("error")).toMatchObject({ code: "run_unknown" });
});

test("[X3] one address starts only so many in all rooms together, after the room slept, too", async () => {
  const codes: string[] = [];
  for (let rooms = 0; rooms < 21; rooms++) {
    const room = await makeRoom({ language: "ruby" }); // asked for, and refused for another reason
    const flooder = await TestSocket.join(room.roomId, "", "10.6.6.6");
    if (rooms === 0) await evictDurableObject(objectOf(room));
    for (let starts = 0; starts < 30; starts++) {
      flooder.send({ type: "run" });
      codes.push((await flooder.next("error")).code);
    }
    flooder.close();
  }
  const refused = codes.indexOf("rate_limited");
  expect(refused).toBeGreaterThanOrEqual(300);
  expect(refused).toBeLessThanOrEqual(600); // a minute may begin in the middle of it
  const ann = await TestSocket.join((await program("say one")).roomId);
  ann.send({ type: "run" });
  await untilEnd(ann);
}, 30_000);

test("[X5] a room whose memory is lost in the middle of a run takes it up again", async () => {
  const room = await program("say one", "echo", "say three");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run" });
  const { run } = await ann.next("run_started");
  await ann.next("run_output");
  await crash(room);
  await ann.untilClosed();
  const bob = await TestSocket.join(room.roomId);
  const init = await bob.next("init");
  expect(init.run).toMatchObject({ id: run.id });
  expect(init.run?.result).toBeUndefined();
  bob.send({ type: "run_input", run: run.id, text: "two" });
  const ended = await bob.next("run_ended");
  expect(ended.result.status).toBe("ok");
  const after = (await (await TestSocket.join(room.roomId)).next("init")).run!;
  expect(after.events.flatMap((event) => (event.type === "run_output" ? [event.text] : [])).join("")).toBe(
    "onetwothree",
  );
  expect(after.n).toBe(ended.n);
});

test("[X5] with nobody there the alarm takes it up, and an end that nobody can tell is ended with words", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const room = await program("say one", "echo", "forget");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run" });
  const { run } = await ann.next("run_started");
  await ann.next("run_output");
  await crash(room);
  // The runner, too, knows nothing of it any more.
  await fetch(`http://runner.test/runs/${run.id}/input`, {
    method: "POST",
    headers: { authorization: "Bearer token" },
    body: JSON.stringify({ text: "x" }),
  });
  expect(await runDurableObjectAlarm(objectOf(room))).toBe(true);
  await vi.waitFor(
    async () =>
      expect(await findRun(env.DB, room.roomId, run.id)).toMatchObject({
        status: "internal_error",
        detail: expect.stringContaining("Tandem was restarted while this ran"),
      }),
    { timeout: 5_000 },
  );
  warnings.mockRestore();
});

test("[X7] a flood reaches everybody whole and in few messages, and costs few rows", async () => {
  const room = await program("flood 512"); // 8 MB
  const [ann, bob] = [await TestSocket.join(room.roomId), await TestSocket.join(room.roomId)];
  ann.send({ type: "run" });
  const told = await untilEnd(ann);
  expect(textOf(told).length).toBe(512 * 16_384);
  expect(told.length).toBeLessThan(200);
  expect(await untilEnd(bob)).toEqual(told);
  const late = (await (await TestSocket.join(room.roomId)).next("init")).run!;
  const kept = late.events.reduce((sum, { text }) => sum + text.length, 0);
  expect(kept).toBeLessThanOrEqual(1_000_000);
  expect(kept + late.skipped).toBe(512 * 16_384);
  await runInDurableObject(objectOf(room), (_room, { storage }) => {
    expect(storage.sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM run").one().rows).toBeLessThan(20);
  });
}, 30_000);

test("what the library has leaves the room's storage when the next run begins", async () => {
  const room = await program("say one");
  const ann = await TestSocket.join(room.roomId);
  const kept: number[] = [];
  for (let runs = 0; runs < 3; runs++) {
    ann.send({ type: "run", stdin: "given" });
    const { run } = await ann.peek("run_started");
    await untilEnd(ann);
    await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, run.id)).toBeDefined());
    await runInDurableObject(objectOf(room), (_room, { storage }) => {
      kept.push(storage.sql.exec<{ runs: number }>("SELECT count(DISTINCT run) AS runs FROM run").one().runs);
    });
  }
  expect(kept).toEqual([1, 1, 1]);
});

test("a run that D1 refused is saved by the alarm", async () => {
  const room = await program("say one");
  const ann = await TestSocket.join(room.roomId);
  const errors = vi.spyOn(console, "error").mockImplementation(() => {});
  await env.DB.exec("ALTER TABLE runs RENAME TO gone");
  ann.send({ type: "run" });
  const { run } = await ann.peek("run_started");
  await untilEnd(ann);
  await vi.waitFor(() => expect(errors).toHaveBeenCalledWith(expect.stringContaining("could not be saved")));
  await env.DB.exec("ALTER TABLE gone RENAME TO runs");
  errors.mockRestore();
  expect(await findRun(env.DB, room.roomId, run.id)).toBeUndefined();
  expect(await runDurableObjectAlarm(objectOf(room))).toBe(true);
  expect(await findRun(env.DB, room.roomId, run.id)).toMatchObject({ status: "ok" });
});

test("nothing is left to do in a room whose run has ended, and it sleeps", async () => {
  const room = await program("say one");
  const ann = await TestSocket.join(room.roomId);
  ann.send({ type: "run" });
  const { run } = await ann.peek("run_started");
  await untilEnd(ann);
  await vi.waitFor(async () => expect(await findRun(env.DB, room.roomId, run.id)).toBeDefined());
  await runDurableObjectAlarm(objectOf(room));
  await runInDurableObject(objectOf(room), async (_room, { storage }) => {
    expect(await storage.getAlarm()).toBeNull();
  });
  await evictDurableObject(objectOf(room));
  ann.send({ type: "ping" });
  await ann.next("pong");
});
