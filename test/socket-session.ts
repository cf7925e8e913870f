// A session in which the room and its clients say everything that they ever say, once at least.
import { expect } from "vitest";
import { ContractClient } from "#test/contract-client";

/** A client that remembers what it said. */
class Speaker extends ContractClient {
  readonly said: object[] = [];
  override send(message: object | string | Uint8Array): void {
    if (typeof message === "object" && !(message instanceof Uint8Array)) this.said.push(message);
    super.send(message);
  }
}

/** The room's text is the script of what its program does: test/scripted-runner.ts. */
export async function everythingSaid(socket: string): Promise<{ byClients: object[]; byRoom: string[] }> {
  const clients: Speaker[] = [];
  const join = async (query: string) => {
    const client = new Speaker(`${socket}?${query}`);
    clients.push(client);
    await client.until(() => client.unread.length > 0, "init");
    return client;
  };
  const ann = await join("name=Ann&client=ann&batch=1");
  const bob = await join("name=Bob&sync=full");
  ann.edit({ start: 0, end: 0, text: "say hello\necho" }, { version: 0, sequence: 1 });
  ann.edit([{ start: 0, end: 0, text: "" }], { version: 0, sequence: 2 });
  await bob.next("code_update");
  bob.replace("say hello\necho\nsay end", { language: "python" });
  await bob.next("ack");
  ann.send({ type: "cursor_update", position: 3, selection: { anchor: 1, head: 3 }, version: 3 });
  ann.send({ type: "cursor_update", position: 3, selection: [{ anchor: 0, head: 3 }] });
  await bob.next("cursor_update");
  const files = await join("name=Fay&client=fay&project=1");
  files.send({ type: "files_update", changes: [{ path: "lib/a.txt", text: "a" }], request: "1" });
  await files.next("files_update");
  files.send({ type: "open", file: "lib/a.txt" });
  await files.next("file_text");
  files.send({ type: "code_update", file: 1, version: 4, diff: { start: 1, end: 1, text: "b" }, sequence: 1 });
  files.send({ type: "cursor_update", file: 1, position: 0 });
  await files.next("ack");
  files.send({ type: "check", file: 1, version: 5, hash: "" });
  await files.next("checked");
  const follower = await join("name=Gil&client=gil&project=1");
  follower.send({ type: "doing", doing: "output" });
  await files.next("doing");
  follower.send({ type: "follow", user: 3 });
  await files.next("follow");
  files.send({ type: "view", file: 1, from: 0, to: 1, version: 5 });
  await follower.next("view");
  files.send({ type: "look", file: 1, from: 0, to: 1, version: 5 });
  await follower.next("look");
  files.send({ type: "chat", text: "Hello", mentions: [4], request: "2" });
  await follower.next("chat");
  files.send({ type: "comment", file: 1, from: 0, to: 1, version: 5, text: "Why?" });
  await follower.next("thread");
  files.send({ type: "thread_update", thread: 2, resolved: true });
  await follower.next("thread");
  await follower.leave();
  await files.leave();
  ann.send({ type: "room_update", title: "Together", language: "js" });
  ann.send({ type: "room_update", language: "py" });
  ann.send({ type: "profile_update", name: "Anna" });
  await bob.next("profile_update");
  ann.send({ type: "run", stdin: "" });
  const { run } = (await bob.next("run_started")) as unknown as { run: { id: string } };
  await bob.next("run_output");
  bob.send({ type: "run_input", run: run.id, text: "typed\n" });
  await bob.next("run_ended");
  ann.send({ type: "run" });
  await bob.next("run_output");
  const late = await join("name=Late&client=late&since=1");
  const { run: again } = (await bob.next("run_started")) as unknown as { run: { id: string } };
  late.send({ type: "run_stop", run: again.id });
  await bob.next("run_ended");
  late.send({ type: "code_update", version: 99, diff: { start: 0, end: 0, text: "" }, sequence: 1 });
  await late.next("error");
  expect(await late.rest()).toBeDefined(); // a ping and its pong
  late.send({ type: "ping" });
  await late.leave();
  await bob.next("user_left");
  for (const client of [ann, bob]) await client.leave();
  return { byClients: clients.flatMap(({ said }) => said), byRoom: clients.flatMap(({ frames }) => frames) };
}
