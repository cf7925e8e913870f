// Checks the exported history of a Tandem room, alone: node verify-log.mjs history.ndjson [head]
// It computes the hash chain over all lines, replays every edit, and holds the files against the hashes in the last line.
// Whoever could change the file could also compute it anew: compare the head with the one that GET /rooms/{id}/verify told
// you at that version, or give it as the second argument.
//
//   first line   {"format":"tandem log","formatVersion":2,"title","version","files":[entry, …]}
//   edit         [version,user,sequence,time,file,[[start,end,text],…]] or [version,user,sequence,time,null,[entry, …]]
//                of one that a member asked for by REST, the member's number behind that
//   last line    {"version","head","files":[{"file","path","sha256"}, …]}
//
// The head at version 0 is the hash of the first line's files as JSON; at v that of the head at the last multiple of 64 before
// v and the lines of the edits behind it, joined by line ends.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const [path, expected] = process.argv.slice(2);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const fail = (why) => {
  console.error(`NOT VALID: ${why}`);
  process.exit(1);
};

const files = new Map();
const put = (entries) => {
  for (const { text, ...entry } of entries)
    files.set(entry.file, { ...entry, text: text ?? files.get(entry.file)?.text ?? "" });
};

function apply([version, , , , file, what]) {
  if (file === null) return put(what);
  const found = files.get(file);
  if (found?.kind !== "text") fail(`edit ${version} is of a file that is not there`);
  let after = "";
  let at = 0;
  for (const [start, end, text] of what) {
    if (start < at || end < start || end > found.text.length) fail(`edit ${version} does not fit the text`);
    after += found.text.slice(at, start) + text;
    at = end;
  }
  found.text = after + found.text.slice(at);
}

const unread = (why) => {
  console.error(why);
  process.exit(2);
};

if (!path) unread("Usage: node verify-log.mjs history.ndjson [head]");
const input = createReadStream(path).once("error", ({ message }) => unread(`The file cannot be read: ${message}`));
let head;
let link; // the hash of the last known head and the lines since
let version = 0;
let told;
let last;
for await (const line of createInterface({ input, crlfDelay: Infinity })) {
  if (last) fail("something stands behind the last line");
  let found;
  try {
    found = JSON.parse(line);
  } catch {
    fail(`the line after version ${version} is not JSON`);
  }
  if (!head) {
    if (found.format !== "tandem log" || found.formatVersion !== 2) fail("it is no history that this program knows");
    told = found;
    head = sha256(JSON.stringify(found.files));
    put(found.files);
  } else if (Array.isArray(found)) {
    if (found[0] !== version + 1) fail(`version ${version} is followed by ${found[0]}`);
    if (version % 64 === 0) link = createHash("sha256").update(head);
    link.update(`\n${line}`);
    version = found[0];
    if (version % 64 === 0) head = link.digest("hex");
    apply(found);
  } else last = found;
}
if (!last) fail("its last line is missing");
if (version % 64 !== 0) head = link.digest("hex");
if (version !== last.version || version !== told.version) fail(`it ends at version ${version}, not at ${last.version}`);
if (head !== last.head) fail(`the chain leads to ${head}, not to ${last.head}`);
if (expected && head !== expected) fail(`the chain leads to ${head}; the room's is ${expected}`);
if (files.size !== last.files.length) fail(`${files.size} files are left, not ${last.files.length}`);
for (const { file, path: name, sha256: hash } of last.files) {
  const found = files.get(file);
  if (found?.path !== name) fail(`file ${file} is not called ${name}`);
  if (hash !== (found.kind === "text" ? sha256(found.text) : found.asset?.hash)) fail(`${name} is not as it was`);
}
console.log(`valid: ${version} edits, ${files.size} files, head ${head}`);
