// Runs before a program's own code and leaves no trace of itself: lets a Node that was started ahead wait for its
// program, and lets one that has stopped reading its input end.
"use strict";
process.execArgv = process.execArgv.filter((option) => option !== `--require=${__filename}`);
delete require.cache[__filename];

// A program whose stdin is a pipe that stays open never ends when it pauses stdin while it is being told something
// (readline's close() in the answer to a question): Node goes on reading. On a terminal it ends; so it does here.
const { get } = Object.getOwnPropertyDescriptor(process, "stdin");
let known;
const stdin = {
  configurable: true,
  enumerable: true,
  get() {
    const stream = get.call(process);
    if (stream !== known && typeof stream.unref === "function") {
      stream.on("pause", () => stream.unref());
      stream.on("resume", () => stream.ref());
    }
    return (known = stream);
  },
};
Object.defineProperty(process, "stdin", stdin);

// What Node loads and compiles for a program's first line of output takes longer than the rest of a small program. Here it
// is done with a stream of our own that leads nowhere, because process.stdout, once touched, keeps the pipe from blocking
// for those whom the program starts, too.
function speakFirst() {
  const { Console } = require("console");
  const { Socket } = require("net");
  require("tty"); // process.stdout asks it
  const stdout = new Socket({ handle: { writeUtf8String: () => 0 }, readable: false, writable: true });
  new Console({ stdout, colorMode: false }).log("%s", "", {}, 1);
}

const go = process.env.TANDEM_GO;
delete process.env.TANDEM_GO;
if (go !== undefined) {
  const fs = require("fs");
  // The first types of a process are taken out by a module that takes its time to load.
  if (process.execArgv.includes("--experimental-transform-types")) require("module").stripTypeScriptTypes("");
  speakFirst();
  void import("fs"); // halves the time of a program that is a module
  const isWanted = fs.readSync(Number(go), Buffer.alloc(1)) > 0;
  fs.closeSync(Number(go));
  if (!isWanted) process.exit(0);
}
