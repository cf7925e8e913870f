import { expect, test } from "vitest";
import { edit, type Seat, SeatedRoom } from "#collab/simulation/seats";

const wish = (...changes: object[]) => ({ type: "files_update", changes, request: "r" });
const refused = (code: string) => expect.objectContaining({ type: "error", code });
const ofType = (type: string, seat: Seat, ...said: object[]) => seat.says(...said).filter((one) => one.type === type);

function roomWithFile(): { room: SeatedRoom; ann: Seat } {
  const room = new SeatedRoom("main");
  const ann = room.join({ project: "1" });
  ann.says(wish({ path: "lib/a.py", text: "ab" }));
  return { room, ann };
}

test("[E7] an edit of what is no text is refused, and a whole text of another file", () => {
  const { ann } = roomWithFile();
  ann.says(wish({ path: "empty", kind: "folder" }));
  for (const file of [2, 9, "lib/b.py", "empty"])
    expect(ann.says(edit(2, 0, 0, "x", { file }))).toEqual([refused("unknown_file")]);
  expect(ann.says({ type: "code_update", code: "x", file: 1 })).toEqual([refused("unknown_file")]);
});

test("[D1] a file is named by its number, or by the path that it has when the message is handled", () => {
  const { room, ann } = roomWithFile();
  ann.says(edit(1, 0, 0, "x", { file: 1 }), edit(1, 3, 3, "y", { file: "lib/a.py" }));
  ann.says(wish({ file: 1, path: "b.py" }));
  expect(ann.says(edit(4, 0, 0, "z", { file: "lib/a.py" }))).toEqual([refused("unknown_file")]);
  ann.says(wish({ file: 1, deleted: true }));
  expect(ann.says(edit(5, 0, 0, "z", { file: "b.py" }))).toEqual([refused("unknown_file")]);
  ann.says(edit(5, 0, 0, "z", { file: 1 }), wish({ path: "b.py" }));
  expect(room.host.state.project.text(1)?.toString()).toBe("zxaby");
  expect(room.host.state.project.at("b.py")?.entry.file).toBe(2);
});

test("[D2] a path that is taken, in a file, a folder's or no path at all is refused", () => {
  const { ann } = roomWithFile();
  for (const path of ["main.py", "main.py/a", "lib", "lib/a.py"])
    expect(ann.says(wish({ path }))).toEqual([expect.objectContaining({ code: "file_exists", request: "r" })]);
  for (const path of ["/a", "a//b", "../a", "a/..", "-a", "a\\b", "", "a\u0000"])
    expect(() => ann.says(wish({ path })), path).toThrow("path");
  expect(ofType("files_update", ann, wish({ path: "caf\u0065\u0301" }))).toMatchObject([
    { files: [{ path: "caf\u00e9" }] },
  ]);
});

test("[D4] who wishes for what is there already hears so alone, and there is no new version", () => {
  const { room, ann } = roomWithFile();
  const bea = room.join({ project: "1" });
  ann.hears();
  expect(ann.says(wish({ file: 1, path: "lib/a.py" }))).toEqual([
    { type: "files_update", version: 1, user: 1, files: [], request: "r" },
  ]);
  expect(bea.hears()).toEqual([]);
  const told = [{ version: 2, user: 1, files: [{ file: 1, path: "b.py", eol: "crlf" }], request: "r" }];
  expect(ann.says(wish({ file: 1, path: "b.py" }, { file: 1, eol: "crlf" }))).toMatchObject(told);
  expect(bea.hears()).toMatchObject(told);
});

test("[D7] a file's text is told at the version of the messages around it", () => {
  const { room, ann } = roomWithFile();
  const bea = room.join({ project: "1" });
  bea.mutters({ type: "open", file: "lib/a.py" });
  ann.mutters(edit(1, 0, 0, "x", { file: 1 }));
  bea.mutters({ type: "open", file: 1 }, { type: "open", file: 9 });
  room.host.flush();
  expect(bea.hears()).toEqual([
    { type: "file_text", file: 1, version: 1, code: "ab" },
    { type: "code_update", version: 2, user: 1, diff: [{ start: 0, end: 0, text: "x" }], file: 1 },
    { type: "file_text", file: 1, version: 2, code: "xab" },
    refused("unknown_file"),
  ]);
});

test("[D8] a join with project=1 brings all entries, and the texts that it asks for", () => {
  const { room } = roomWithFile();
  const files = [
    { file: 0, path: "main.py", kind: "text" },
    { file: 1, path: "lib/a.py", kind: "text" },
  ];
  expect(room.join({ project: "1" }).init).toMatchObject({ code: "main", files, texts: [] });
  expect(room.join({ project: "1", open: "0.1.9" }).init).toMatchObject({ files, texts: [{ file: 1, code: "ab" }] });
  expect(room.join().init).not.toHaveProperty("files");
});

test("[D9] what was missed is told file by file, or in one", () => {
  const { room, ann } = roomWithFile();
  ann.says(edit(1, 0, 0, "x", { file: 1 }), edit(1, 0, 0, "y"), wish({ file: 1, path: "b.py" }));
  const splice = (text: string) => [{ start: 0, end: 0, text }];
  const files = [{ file: 1, path: "b.py", kind: "text" }];
  const missed = (query: Record<string, string>) => room.join({ since: "1", ...query }).init.edits;
  const each = { user: 1, diff: [] };
  expect(missed({ project: "1", open: "1" })).toEqual([
    { ...each, from: 1, version: 2, file: 1, diff: splice("x") },
    { ...each, from: 2, version: 3, diff: splice("y") },
    { ...each, from: 3, version: 4, files },
  ]);
  expect(missed({ project: "1" })).toMatchObject([{ diff: [] }, { diff: splice("y") }, { files }]);
  expect(missed({})).toEqual([
    { ...each, from: 1, version: 2 },
    { ...each, from: 2, version: 3, diff: splice("y") },
    { ...each, from: 3, version: 4 },
  ]);
  const also = [{ file: 1, diff: splice("x") }];
  expect(missed({ project: "1", open: "1", settled: "1" })).toEqual([
    { user: 0, from: 1, version: 4, diff: splice("y"), also, files },
  ]);
});

test("[D10] who knows only the main file is told of no caret in another", () => {
  const { room, ann } = roomWithFile();
  const wil = room.join();
  ann.says({ type: "cursor_update", position: 2, version: 1, file: 1 });
  expect(wil.hears()).toEqual([]);
  const [first] = room.join().init.users;
  expect(first).not.toHaveProperty("position");
  expect(room.join({ project: "1" }).init.users[0]).toMatchObject({ file: 1, position: 2 });
  room.host.hibernate();
  expect(room.join({ project: "1" }).init.users[0]).toMatchObject({ file: 1, position: 2 });
});

test("a wish costs as much as there are files to look through, whatever becomes of it", () => {
  const { room, ann } = roomWithFile();
  ann.says(wish(...Array.from({ length: 98 }, (_, n) => ({ path: `many/${n}.txt` }))));
  const { mapped } = room.host;
  ann.says(wish({ path: "lib/a.py" }), wish({ file: 1, path: "lib/b.py" }));
  expect(room.host.mapped - mapped).toBe(400);
});

test("[D12] what a member asks for by REST is signed 0 to all, and the log tells who asked", () => {
  const room = new SeatedRoom("main");
  const ann = room.join({ client: "ann", project: "1" });
  const vic = room.join({ client: "vic", project: "1" }, "viewer");
  ann.says(edit(0, 0, 0, "x", { sequence: 1 }), edit(1, 0, 0, "y", { sequence: 2 }));
  vic.hears();
  const asked = { request: "r", time: 0 };
  const asks = (key?: string) => {
    const from = room.host.accepted.length;
    room.host.perform({ type: "restored", ...asked, key, version: from === 2 ? 0 : 2 });
    const wishes = [{ path: `${from}.py`, text: "" }];
    room.host.perform({ type: "files_wished", ...asked, key, wishes, texts: [{ file: 0, text: `${from}` }] });
    room.host.perform({ type: "text_replaced", ...asked, key, code: `of ${from}` });
    room.host.flush();
    return room.host.accepted.slice(from).map(({ user, sequence, author }) => [user, sequence, author]);
  };
  const told = (seat: Seat) => seat.hears().flatMap((one) => ("version" in one && "user" in one ? [one.user] : []));
  expect(asks("ann")).toEqual(Array(4).fill([0, 0, 1]));
  // Her own client takes them for somebody else's, for it knows nothing of them.
  expect([told(ann), told(vic)]).toEqual([Array(4).fill(0), Array(4).fill(0)]);
  for (const key of [undefined, "nobody", "vic"])
    expect(
      asks(key).every(([user, , author]) => user === 0 && author === undefined),
      key,
    ).toBe(true);
  const { version } = room.host.state;
  const heard = ann.says(edit(version, 0, 0, "z", { sequence: 3 }));
  expect(heard.at(-1)).toEqual({ type: "ack", version: version + 1, sequence: 3 });
});
