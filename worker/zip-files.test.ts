// A zip file that is packed while it is read.
import { Uint8ArrayReader, ZipReader } from "@zip.js/zip.js";
import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import { Project, type ProjectFile } from "#collab/project";
import { partsOfProject } from "#party/project-parts";
import { zipOf } from "#worker/zip-files";

const FILE_BYTES = 400_000;
const FILES = 12;

test("of a project that is downloaded, a few files are in memory, however many there are", async () => {
  const project = Project.of(textOf("main"), "main.py");
  for (let file = 1; file <= FILES; file++)
    project.put({ file, path: `${file}.png`, kind: "asset", asset: { hash: "", size: FILE_BYTES } });
  let asked = 0;
  const parts = partsOfProject(project, async ({ entry }: ProjectFile) => {
    asked++;
    const bytes = new Uint8Array(entry.asset?.size ?? 4);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    return { path: entry.path, bytes };
  });
  const chunks: Uint8Array[] = [];
  let read = 0;
  let ahead = 0;
  for await (const chunk of zipOf(async () => (await parts.next()).value ?? [], new Date(0))) {
    chunks.push(chunk);
    read += chunk.length;
    ahead = Math.max(ahead, asked * FILE_BYTES - read);
  }
  const entries = await new ZipReader(
    new Uint8ArrayReader(new Uint8Array(await new Blob(chunks).arrayBuffer())),
  ).getEntries();
  expect([entries.length, asked]).toEqual([FILES + 1, FILES + 1]);
  expect(ahead).toBeLessThan(2_500_000); // a part of 1.2 MB, and what was read of it
});

test("a download whose files cannot be read breaks off, and is no zip file that looks whole", async () => {
  const parts = [[{ path: "a", bytes: new Uint8Array(10) }]];
  const next = async () => parts.shift() ?? Promise.reject(new Error("D1 does not answer"));
  let why: unknown;
  const zip = zipOf(next, new Date(0), (error) => (why = error));
  await expect(new Response(zip).bytes()).rejects.toThrow("D1 does not answer");
  expect(String(why)).toContain("D1 does not answer");
});

test("downloads that are read slowly keep no other", async () => {
  const project = () => {
    const parts = [[{ path: "a", bytes: new Uint8Array(300_000) }]];
    return zipOf(async () => parts.shift() ?? [], new Date(0));
  };
  const slow = Array.from({ length: 10 }, () => project().getReader());
  for (const reader of slow) await reader.read();
  expect((await new Response(project()).bytes()).length).toBeGreaterThan(100);
  for (const reader of slow) await reader.cancel();
});
