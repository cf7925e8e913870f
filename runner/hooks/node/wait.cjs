// Lets a Node that was started ahead wait for its program, and leaves no trace of itself.
"use strict";
const go = process.env.TANDEM_GO;
delete process.env.TANDEM_GO;
process.execArgv = process.execArgv.filter((option) => option !== `--require=${__filename}`);
delete require.cache[__filename];
if (go !== undefined) {
  const fs = require("fs");
  // The first types of a process are taken out by a module that takes its time to load.
  if (process.execArgv.includes("--experimental-transform-types")) require("module").stripTypeScriptTypes("");
  const byte = Buffer.alloc(16);
  let told = "";
  for (let length; (length = fs.readSync(Number(go), byte)) > 0;) told += byte.toString("latin1", 0, length);
  fs.closeSync(Number(go));
  if (told !== "g") process.exit(0); // nobody wants it any more
}
