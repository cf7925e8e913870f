// A data folder is one copy's at a time: what two write there is lost, without a word. The one that has it holds a lock of
// SQLite's, which is the kernel's on every platform: it is given to one of two that come at the same moment, and it goes with
// its process, however that ends.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** One that was told to stop may need a moment more; in ms. */
const PATIENCE_MS = 2_000;
const SQLITE_BUSY = 5;

let held: DatabaseSync | undefined; // for as long as we run: the lock goes with the object, too

/** Takes the folder, which is made if it is not there. Answers a sentence where it cannot be had. */
export function takeDataFolder(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    held = new DatabaseSync(join(folder, "in-use.sqlite"), { timeout: PATIENCE_MS });
    held.exec("BEGIN EXCLUSIVE");
    return undefined;
  } catch (error) {
    const { errcode, message } = error as Error & { errcode?: number };
    if (errcode !== SQLITE_BUSY) return `The data folder ${folder} cannot be used: ${message}.`;
    return `Another Tandem is using the data folder ${folder}. Stop that one, or give this one its own: DATA_DIR=… npm start`;
  }
}
