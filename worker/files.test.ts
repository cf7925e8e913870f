// The files of a room over REST, in and out: what goes in comes out byte by byte, and what was stays to be seen.
import { exports } from "cloudflare:workers";
import { TextReader, Uint8ArrayReader, Uint8ArrayWriter, ZipReader, ZipWriter } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import type { FilesAnswer, FileWritten, ZipTaken } from "#protocol/file-rest";
import type { BlameAnswer, HistoryAnswer } from "#protocol/history-rest";
import { ASSET_BYTES_MAX, ZIP_CONTENT_BYTES_MAX } from "#protocol/limits";
import { TestSocket } from "#party/test-room";
import type { RoomAnswer } from "#protocol/rest";

const ask = (path: string, init?: RequestInit) => exports.default.fetch(`http://tandem${path}`, init);
const bytes = (text: string) => new TextEncoder().encode(text);

async function makeRoom(code = ""): Promise<string> {
  const answer = await ask("/rooms", { method: "POST", body: JSON.stringify({ initial_code: code }) });
  return `/rooms/${(await answer.json<RoomAnswer>()).roomId}`;
}
const put = async (room: string, path: string, body: BodyInit, query = "") =>
  (await ask(`${room}/files/${path}${query}`, { method: "PUT", body })).json<FileWritten>();
const listed = async (room: string, query = "") =>
  (await (await ask(`${room}/files${query}`)).json<FilesAnswer>()).files.map(({ path, kind }) => `${path} ${kind}`);
const read = async (room: string, path: string, query = "") => (await ask(`${room}/files/${path}${query}`)).text();

async function zipFile(files: Readonly<Record<string, Uint8Array | null>>): Promise<Uint8Array<ArrayBuffer>> {
  const writer = new ZipWriter(new Uint8ArrayWriter());
  for (const [path, body] of Object.entries(files)) {
    if (body) await writer.add(path, new Uint8ArrayReader(body));
    else await writer.add(path, new TextReader(""), { directory: true });
  }
  return writer.close();
}
async function unzipped(body: Uint8Array): Promise<Record<string, Uint8Array | null>> {
  const entries = await new ZipReader(new Uint8ArrayReader(body)).getEntries();
  const files = entries.map(async (entry) => [
    entry.filename,
    entry.directory ? null : await entry.getData(new Uint8ArrayWriter()),
  ]);
  return Object.fromEntries(await Promise.all(files)) as Record<string, Uint8Array | null>;
}
const upload = (room: string, body: Uint8Array<ArrayBuffer>) => ask(`${room}/zip`, { method: "POST", body });

test("a project of every kind of file comes out as it went in, byte by byte", async () => {
  const project = {
    "src/app.py": bytes("print('é 👍')\n"),
    "src/windows.txt": bytes("one\r\ntwo\r\n"),
    "src/mixed.txt": bytes("one\r\ntwo\nthree\rfour"),
    "bom.md": bytes("\uFEFF# Title"),
    "latin.txt": new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]),
    "nul.txt": bytes("a\0b"),
    "empty.txt": new Uint8Array(),
    "img/p.png": Uint8Array.from({ length: 3_000 }, (_, i) => (i * 7) & 255),
    "größe/ünï.txt": bytes("ok"),
    "hollow/": null,
  };
  const room = await makeRoom();
  const taken = await (await upload(room, await zipFile(project))).json<ZipTaken>();
  expect([taken.files, taken.skipped]).toEqual([10, []]);
  // The empty main file of a new room has become the likeliest of them.
  expect(await listed(room)).toEqual([
    "src/app.py text",
    "src/windows.txt text",
    "src/mixed.txt asset",
    "bom.md text",
    "latin.txt asset",
    "nul.txt asset",
    "empty.txt text",
    "img/p.png asset",
    "größe/ünï.txt text",
    "hollow folder",
  ]);
  const back = await unzipped(new Uint8Array(await (await ask(`${room}/zip`)).arrayBuffer()));
  expect(back).toEqual(project);
  // Edited by somebody, only what was edited differs.
  await put(room, "src/windows.txt", "one\r\nzwei\r\n");
  const edited = await unzipped(new Uint8Array(await (await ask(`${room}/zip`)).arrayBuffer()));
  expect(edited).toEqual({ ...project, "src/windows.txt": bytes("one\r\nzwei\r\n") });
});

test("what a zip file brings is one with what is there: texts merge as edits, the rest stays", async () => {
  const room = await makeRoom("print(1)\n");
  await put(room, "notes.md", "keep\n");
  await upload(room, await zipFile({ "main.py": bytes("print(2)\n"), "notes.md/": null }));
  expect(await read(room, "main.py")).toBe("print(1)\n"); // a file stands where the folder would be: nothing is done
  await upload(room, await zipFile({ "main.py": bytes("print(2)\n"), "new.md": bytes("new") }));
  expect([await read(room, "main.py"), await read(room, "notes.md"), await read(room, "new.md")]).toEqual([
    "print(2)\n",
    "keep\n",
    "new",
  ]);
});

test("what is no text and comes to the main file's path is kept beside it, with all the rest", async () => {
  const room = await makeRoom("print(1)\n");
  const latin = new Uint8Array([0x63, 0x61, 0x66, 0xe9, 0x0a]);
  const files = { "main.py": latin, "main (2).py": bytes("taken"), "lib/a.py": bytes("a") };
  const { skipped } = await (await upload(room, await zipFile(files))).json<ZipTaken>();
  expect(skipped).toEqual([{ path: "main.py", why: expect.stringContaining("main (3).py") }]);
  expect(await listed(room)).toEqual(["main.py text", "main (3).py asset", "main (2).py text", "lib/a.py text"]);
  expect(await read(room, "main.py")).toBe("print(1)\n");
  expect(new Uint8Array(await (await ask(`${room}/files/main (3).py`)).arrayBuffer())).toEqual(latin);
  const alone = await ask(`${room}/files/main.py`, { method: "PUT", body: latin });
  expect([alone.status, (await alone.json<{ detail: string }>()).detail]).toEqual([
    409,
    "The main file is a text; this is none",
  ]);
});

test("a zip file is unpacked into a folder, all of it or nothing", async () => {
  const room = await makeRoom("print(1)\n");
  await put(room, "lib/a.py", "a\n");
  const into = async (folder: string, files: Readonly<Record<string, Uint8Array | null>>) => {
    const answer = await ask(`${room}/zip?folder=${folder}`, { method: "POST", body: await zipFile(files) });
    return [answer.status, (await answer.json<Partial<ZipTaken>>()).skipped?.map(({ path }) => path)];
  };
  const long = `${"x".repeat(197)}.py`;
  const project = { "main.py": bytes("m"), "sub/b.py": bytes("b"), "empty/": null, "__MACOSX/b": bytes("x") };
  expect(await into("lib", { ...project, [long]: bytes("x") })).toEqual([200, ["__MACOSX/b", long]]);
  const all = ["main.py text", "lib/a.py text", "lib/main.py text", "lib/sub/b.py text", "lib/empty folder"];
  expect(await listed(room)).toEqual(all);
  expect(await read(room, "main.py")).toBe("print(1)\n");
  expect(await into("lib", { "b.py": bytes("b"), "a.py/c.py": bytes("c") })).toEqual([409, undefined]);
  expect(await into("../lib", { "b.py": bytes("b") })).toEqual([422, undefined]);
  expect(await listed(room)).toEqual(all);
});

test("what is left out of a zip file is named, with the reason", async () => {
  const files = { "-option": bytes("x"), ".git/config": bytes("x"), "node_modules/a/b.js": bytes("x"), ok: bytes("x") };
  const { files: count, skipped } = await (await upload(await makeRoom(), await zipFile(files))).json<ZipTaken>();
  expect([count, skipped.map(({ path }) => path)]).toEqual([1, ["-option", ".git/config", "node_modules/a/b.js"]]);
});

test("a broken zip file, and one that holds more than a room does, are refused and change nothing", async () => {
  const room = await makeRoom("here");
  const good = await zipFile({ "a.txt": bytes("x".repeat(10_000)), "b.txt": bytes("b") });
  const flipped = good.slice();
  flipped[45]! ^= 1;
  const lying = good.slice();
  const view = new DataView(lying.buffer);
  for (let i = 0; i + 28 < lying.length; i++)
    if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, 5, true);
  const leading = await zipFile({ "../up": bytes("x") });
  for (const broken of [flipped, lying, leading, good.slice(0, 100), bytes("no zip")]) {
    const answer = await upload(room, broken as Uint8Array<ArrayBuffer>);
    expect([answer.status, (await answer.json<{ detail: string }>()).detail]).toEqual([
      422,
      expect.stringContaining("The zip file cannot be read"),
    ]);
  }
  const half = new Uint8Array(ZIP_CONTENT_BYTES_MAX / 10);
  const bomb = await zipFile(Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}`, half])));
  expect((await upload(room, bomb)).status).toBe(413);
  expect(await listed(room)).toEqual(["main.py text"]);
});

test(
  "a zip file with more than a room takes is refused with the reason, before it is sent there",
  { timeout: 30_000 },
  async () => {
    const room = await makeRoom();
    const detail = async (files: Readonly<Record<string, Uint8Array | null>>) => {
      const answer = await upload(room, await zipFile(files));
      return [answer.status, (await answer.json<{ detail: string }>()).detail];
    };
    const of = (count: number, file: (n: number) => Uint8Array | null) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n}`, file(n)]));
    const text = bytes(`字${"x".repeat(999_990)}`);
    expect(await detail(of(9, () => text))).toEqual([413, expect.stringContaining("too many characters of text")]);
    expect(await detail(of(2_001, () => null))).toEqual([413, expect.stringContaining("The zip file holds too many")]);
  },
);

test("what is refused changes nothing, not how lines end either, and keeps no bytes", { timeout: 30_000 }, async () => {
  const room = await makeRoom("main");
  await put(room, "a.txt", "a\n");
  const stale = await ask(`${room}/files/a.txt?version=0`, { method: "PUT", body: "b\r\n" });
  expect([stale.status, await read(room, "a.txt")]).toEqual([409, "a\n"]);
  const picture = (n: number) => new Uint8Array(ASSET_BYTES_MAX).fill(n);
  for (const n of [1, 2, 3, 4]) {
    const nowhere = await ask(`${room}/files/a.txt/${n}.png`, { method: "PUT", body: picture(n) });
    expect(nowhere.status).toBe(409);
  }
  expect(await put(room, "5.png", picture(5))).toMatchObject({ version: 2, file: { path: "5.png", kind: "asset" } });
});

test("a text stays one though somebody's tool mixes how its lines end", async () => {
  const room = await makeRoom("main");
  const { file } = await put(room, "a.txt", "one\ntwo\n");
  const mixed = "one\r\n2\nthree\r";
  expect(await put(room, "a.txt", mixed)).toMatchObject({ file: { file: file.file, kind: "text" } });
  expect(await read(room, "a.txt")).toBe("one\r\n2\r\nthree\r\n");
  expect(await put(room, "main.py", mixed)).toMatchObject({ file: { kind: "text" } });
  expect(await put(room, "b.txt", mixed)).toMatchObject({ file: { kind: "asset" } });
  expect(await read(room, "b.txt")).toBe(mixed);
});

test("a new folder with a text is refused", async () => {
  const room = await makeRoom();
  const body = JSON.stringify({ changes: [{ path: "x.py", text: "1", kind: "folder" }] });
  const answer = await ask(`${room}/files`, { method: "POST", body });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ errors: [{ path: "changes.0.text", message: "A folder has no text" }] });
});

test("a file written twice from one version holds both changes", async () => {
  const room = await makeRoom();
  const { version } = await put(room, "a.txt", "one\ntwo\nthree\n");
  await put(room, "a.txt", "ONE\ntwo\nthree\n", `?version=${version}`);
  await put(room, "a.txt", "one\ntwo\nTHREE\n", `?version=${version}`);
  expect(await read(room, "a.txt")).toBe("ONE\ntwo\nTHREE\n");
});

test("a file from a version that is not there is refused, whether the file is there or new", async () => {
  const room = await makeRoom();
  for (const [path, body] of [
    ["main.py", "x"],
    ["new.txt", "x"],
    ["new.bin", new Uint8Array([0xff])],
  ] as const) {
    const answer = await ask(`${room}/files/${path}?version=999`, { method: "PUT", body });
    expect(answer.status, path).toBe(409);
    expect(await answer.json()).toMatchObject({ detail: expect.stringMatching(/version/) });
  }
  expect(await listed(room)).toEqual(["main.py text"]);
});

test("every version stays to be read and can be made the present again, and says that it never changes", async () => {
  const room = await makeRoom("first");
  const { version } = await put(room, "lib/a.txt", "old\n");
  await put(room, "lib/a.txt", "new\n");
  await ask(`${room}/files/lib/a.txt`, { method: "DELETE" });
  expect(await listed(room)).toEqual(["main.py text"]);
  const then = `?at=v${version}`;
  expect([await read(room, "lib/a.txt", then), await listed(room, then)]).toEqual([
    "old\n",
    ["main.py text", "lib/a.txt text"],
  ]);
  const past = await ask(`${room}/files/lib/a.txt${then}`);
  expect([past.headers.get("cache-control"), past.headers.get("content-type")]).toEqual([
    "private, max-age=31536000, immutable",
    "text/plain; charset=utf-8",
  ]);
  expect(await (await ask(`${room}?at=v0`)).json()).toMatchObject({ code: "first", version: 0, files: [{ file: 0 }] });
  expect((await ask(`${room}/files?at=v99`)).status).toBe(404);
  expect(await listed(room, `?at=${new Date().toISOString()}`)).toEqual(["main.py text"]);
  expect((await ask(`${room}?at=2000-01-01T00:00:00Z`).then((answer) => answer.json<RoomAnswer>())).version).toBe(0);
  const restored = await ask(`${room}/restore`, { method: "POST", body: JSON.stringify({ version }) });
  expect(restored.status).toBe(200);
  expect([await read(room, "lib/a.txt"), await listed(room)]).toEqual(["old\n", ["main.py text", "lib/a.txt text"]]);
});

test("[D12] what a member asks for by REST is theirs in the history; of a client that the room does not know it is nobody's", async () => {
  const room = await makeRoom("one\n");
  const { viewId } = await (await ask(room)).json<RoomAnswer>();
  const ann = await TestSocket.join(room.slice("/rooms/".length), "client=hers&name=Ann");
  expect((await ann.next("init")).user.user).toBe(1);
  const asks = async (method: string, path: string, body: BodyInit | null, client = "hers", at = room) => {
    const answer = await ask(`${at}${path}`, { method, body, headers: { "x-client": client } });
    return answer.status;
  };
  const writes = async (client: string) => [
    await asks("PUT", "/code", '{"code":"two\\n"}', client),
    await asks("PUT", "/files/a.txt", "a\n", client),
    await asks("POST", "/files", '{"changes":[{"file":1,"path":"b.txt"}]}', client),
    await asks("POST", "/zip", await zipFile({ "z.txt": bytes("z\n") }), client),
    await asks("DELETE", "/files/b.txt", null, client),
    await asks("POST", "/restore", '{"version":0}', client),
  ];
  const edits = async () => (await (await ask(`${room}/edits`)).json<{ edits: unknown[][] }>()).edits;
  expect(await writes("hers")).toEqual([200, 200, 200, 200, 204, 200]);
  // Her own client hears of it as of anybody's; only the history tells whose it is.
  expect((await ann.next("code_update")).user).toBe(0);
  expect((await edits()).map(([, user, sequence, , , , author]) => [user, sequence, author])).toEqual(
    Array(7).fill([0, 0, 1]),
  );
  const blame = await (await ask(`${room}/blame/main.py?at=v1`)).json<BlameAnswer>();
  expect(blame.spans.find(({ version }) => version === 1)?.user).toBe(1);

  const marks = async () =>
    (await (await ask(`${room}/history`)).json<HistoryAnswer>()).marks.map(({ user, by }) => [user, by]);
  expect(await asks("POST", "/marks", '{"name":"First"}')).toBe(201);
  expect(await asks("POST", "/fork", null)).toBe(201);
  expect(await marks()).toEqual([
    [1, "Ann"],
    [1, "Ann"],
  ]);
  expect(await asks("PATCH", "/marks/1", '{"name":"Second"}', "nobody")).toBe(200);
  expect(await asks("POST", "/fork", null, "hers", `/rooms/${viewId}`)).toBe(201);
  expect(await marks()).toEqual([
    [0, undefined],
    [1, "Ann"],
    [0, undefined],
  ]);
  expect(await asks("POST", "/restore", '{"version":1}', "nobody")).toBe(200);
  expect((await edits()).at(-1)?.slice(6)).toEqual([]);
  expect(new Set(await writes("x".repeat(129)))).toEqual(new Set([422]));
  expect(await asks("POST", "/restore", '{"version":0}', "hers", `/rooms/${viewId}`)).toBe(403);
});

test("a fork tells its editors where it comes from and what went on from it, and viewers neither", async () => {
  const room = await makeRoom("first");
  await put(room, "lib/a.txt", "a\n");
  const fork = await (await ask(`${room}/fork`, { method: "POST", body: '{"version":0}' })).json<RoomAnswer>();
  expect([fork.code, fork.files.map(({ path }) => path)]).toEqual(["first", ["main.py"]]);
  const told = async (path: string) => (await ask(`${path}/history`)).json<HistoryAnswer>();
  const { viewId } = await (await ask(room)).json<RoomAnswer>();
  expect(await told(`/rooms/${fork.roomId}`)).toMatchObject({ forkedFrom: { roomId: viewId, version: 0 } });
  expect((await told(room)).marks).toMatchObject([{ kind: "fork", version: 0, room: fork.viewId }]);
  expect(await told(`/rooms/${fork.viewId}`)).not.toHaveProperty("forkedFrom");
  expect(JSON.stringify(await told(`/rooms/${viewId}`))).not.toContain(fork.viewId);
});
