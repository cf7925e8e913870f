// A real project, this one: goes into a room as a zip file, is typed in by two and run, and comes out as it went in but
// for what they typed.
import { expect, test } from "vitest";
import { apiAt } from "#client/api";
import type { RoomMessage } from "#protocol/socket";
import { runnerIsThere, startApp } from "#test/app";
import { ownFiles, type ProjectFiles, unzipped, zipOf } from "#test/project-files";
import { newRoom, RoomMember, settled } from "#test/room-member";

const bytes = (text: string) => new TextEncoder().encode(text);

/** What tools and other systems make of files, and what no text editor can show. */
const awkward: [path: string, body: Uint8Array | null][] = [
  ["awkward/windows.txt", bytes("one\r\ntwo\r\n")],
  ["awkward/mixed.txt", bytes("one\r\ntwo\nthree\rfour")],
  ["awkward/bom.md", bytes("\uFEFF# Title\r\n")],
  ["awkward/latin.txt", Uint8Array.of(0x63, 0x61, 0x66, 0xe9, 0x0a)],
  ["awkward/nul", bytes("a\0b")],
  ["awkward/every-byte", Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) & 255)],
  ["awkward/empty", new Uint8Array()],
  ["awkward/no folder is empty", null],
  ["größe/𝔘nïcode 👩‍💻/日本.txt", bytes("ok")],
  [
    "awkward/program.ts",
    bytes('import * as path from "../protocol/path.ts";\nconsole.log(path.foldersOf("a/b/c"), path.typed);\n'),
  ],
];

test("hundreds of files go in, are edited by two at once and run, and come out identical where untouched", async () => {
  const app = await startApp();
  try {
    const project: ProjectFiles = new Map([...ownFiles(), ...awkward]);
    expect(project.size).toBeGreaterThan(500);
    const roomId = await newRoom(app.url);
    const api = apiAt(app.url);
    const taken = await api("POST /rooms/{roomId}/zip", { params: { roomId }, body: await zipOf(project) });
    expect([taken.files, taken.skipped]).toEqual([project.size, []]);
    const [ann, bob] = [await RoomMember.join(app.url, roomId), await RoomMember.join(app.url, roomId)];
    const members = [ann, bob];
    const fileAt = (path: string) => {
      const entry = [...ann.room.files.values()].find((one) => one.path === path && !one.deleted);
      if (!entry) throw new Error(`The room has no ${path}`);
      return entry.file;
    };
    const [both, hers, his, moved] = [
      fileAt("protocol/path.ts"),
      fileAt("README.md"),
      fileAt("awkward/windows.txt"),
      fileAt("wrangler.toml"),
    ];
    for (const file of [both, hers, moved]) await ann.open(file);
    for (const file of [both, his, moved]) await bob.open(file);

    // Neither has seen anything of the other's.
    for (const member of members) member.hold();
    ann.type(0, "// Ann was here.\n", both);
    bob.type(bob.textOf(both).length, 'export const typed = "Bob was here.";\n', both);
    for (let i = 0; i < 50; i++) {
      ann.type(i, "a", hers);
      ann.type(3 + i, "a", both);
      bob.type(4 + i, "b", his);
      bob.type(bob.textOf(both).length, "// b\n", both);
    }
    ann.say((client) => client.wish([{ file: moved, path: "größe/moved.toml" }], "move"));
    bob.type(0, "# Bob in the file that moves\n", moved);
    for (const member of members) member.release();
    await settled(members);
    for (const file of [both, moved]) expect(ann.textOf(file)).toBe(bob.textOf(file));
    expect(ann.errors.concat(bob.errors)).toEqual([]);
    const typed = ann.textOf(both);
    expect(typed.startsWith(`// ${"a".repeat(50)}Ann was here.\n`)).toBe(true);
    expect(typed.endsWith(`\nexport const typed = "Bob was here.";\n${"// b\n".repeat(50)}`)).toBe(true);

    const out = await unzipped(new Uint8Array(await (await fetch(`${app.url}/rooms/${roomId}/zip`)).arrayBuffer()));
    expect(new Set(out.keys())).toEqual(
      new Set([...project.keys()].map((path) => (path === "wrangler.toml" ? "größe/moved.toml" : path))),
    );
    const isSame = (path: string, body: Uint8Array | null) =>
      body ? Buffer.from(body).equals(out.get(path) ?? bytes("no file")) : out.get(path) === null;
    const edited: [path: string, text: string][] = [
      ["README.md", ann.textOf(hers)],
      ["awkward/windows.txt", bob.textOf(his).replaceAll("\n", "\r\n")],
      ["größe/moved.toml", bob.textOf(moved)],
      ["protocol/path.ts", ann.textOf(both)],
    ];
    for (const [path, text] of edited) expect(isSame(path, bytes(text)), path).toBe(true);
    const touched = new Set(edited.map(([path]) => path)).add("wrangler.toml");
    const different = [...project].filter(([path, body]) => !touched.has(path) && !isSame(path, body));
    expect(different.map(([path]) => path)).toEqual([]);

    await runnerIsThere(app);
    expect(await outputOf(bob, fileAt("awkward/program.ts"))).toBe("[ 'a', 'a/b' ] Bob was here.\n");
  } finally {
    await app.stop();
  }
});

/** What the member sees a file say when it is run. */
async function outputOf(member: RoomMember, file: number): Promise<string> {
  const told: RoomMessage[] = [];
  member.onReceived = (message) => told.push(message);
  member.say(() => [{ type: "send", message: { type: "run", file } }]);
  await member.until(() => told.some(({ type }) => type === "run_ended" || type === "error"), "the end of the run");
  return told.map((message) => (message.type === "run_output" ? message.text : "")).join("");
}
