// Bugs to plant where a room has many files.
import type { PlantedBug } from "#collab/simulation/planted-bugs";

export const plantedFileBugs: readonly PlantedBug[] = [
  // --- edits of several files ---
  {
    name: "rebase over edits of other files",
    file: "collab/bridge.ts",
    from: "if (other.file !== file) return other;",
    to: "",
  },
  {
    name: "forget others' edits of other files behind one's own",
    file: "collab/bridge.ts",
    from: "const behind = others.map(",
    to: "const behind = others.filter((other) => other.file === file).map(",
  },
  {
    name: "measure an edit by what was unseen of any file",
    file: "collab/bases.ts",
    from: "unseen.find((other) => other.file === file)?.changes.length ?? text.length",
    to: "unseen[0]?.changes.length ?? text.length",
  },
  {
    name: "tell another file's edit as the main one's",
    file: "collab/order.ts",
    from: "message: { ...message, file } },\n        ...this.#passedOver",
    to: "message },\n        ...this.#passedOver",
  },
  {
    name: "pass over who knows only the main file when another is typed in",
    file: "collab/order.ts",
    from: "...this.#passedOver(edit, author),",
    to: "",
  },
  {
    name: "pass over who knows only the main file when files come and go",
    file: "collab/order.ts",
    from: "...this.#passedOver(edit),",
    to: "",
  },
  {
    name: "merge a file's text over REST with the main one's",
    file: "collab/whole-texts.ts",
    from: "log.projectAt(base)?.text(file)",
    to: "log.projectAt(base)?.main",
  },
  {
    name: "number edits of the tree like those of a text",
    file: "collab/order.ts",
    from: "const edit = { ...this.#next(user, 0, time), tree };",
    to: "const edit = { ...this.#next(user, this.#state.members.find((one) => one.user === user)?.sequence ?? 0, time), tree };",
  },
  {
    name: "wake as who knows only the main file",
    file: "collab/roster.ts",
    from: "connectionOf(id, member, { ...attachment, carets })",
    to: "connectionOf(id, member, { ...attachment, carets, project: false })",
  },
  // --- carets ---
  {
    name: "move carets by edits of other files",
    file: "collab/roster.ts",
    from: "if (connection.carets && connection.caretsFile === edit.file)",
    to: "if (connection.carets)",
  },
  {
    name: "move others' carets by edits of other files",
    file: "collab/client-people.ts",
    from: "if (person.file !== file) continue;",
    to: "",
  },
  {
    name: "map a caret over what was unseen of any file",
    file: "collab/bases.ts",
    from: "const others = unseen.others.filter((edit) => edit.file === found.file);",
    to: "const others = unseen.others;",
  },
  {
    name: "wake with all carets in the main file",
    file: "collab/connection.ts",
    from: "...(carets && version !== undefined && caretsFile !== MAIN_FILE && { caretsFile }),",
    to: "",
  },
  {
    name: "leave carets where they were in files that are not open",
    file: "collab/client-order.ts",
    from: "this.#accepted(file, changes, user, version); // in",
    to: "if (this.#texts.get(file)) this.#accepted(file, changes, user, version);\n    this.#version = version; // in",
  },
  {
    name: "tell one's caret in a file that is closed",
    file: "collab/own-carets.ts",
    from: "if (this.#here.file === file) this.#here = nowhere;",
    to: "",
  },
  // --- a client with several files ---
  {
    name: "send only the first file's buffer",
    file: "collab/client-texts.ts",
    from: "if (!open.buffer || this.#inFlight.length >= this.#inFlightMax) continue;",
    to: "if (!open.buffer || this.#inFlight.length >= this.#inFlightMax) break;",
  },
  {
    name: "let a file's buffer overtake another's",
    file: "collab/client-texts.ts",
    from: "if (!open.buffer) {\n      this.#open.delete(file);",
    to: "if (this.#open.size < 0) {\n      this.#open.delete(file);",
  },
  {
    name: "map edits in flight over edits of other files",
    file: "collab/client-texts.ts",
    from: "return this.#inFlight.filter((edit) => edit.file === file);",
    to: "return [...this.#inFlight];",
  },
  {
    name: "undo in the main file whatever is asked for",
    file: "collab/room-client.ts",
    from: 'return this.#undone("undo", file);',
    to: 'return this.#undone("undo", MAIN_FILE);',
  },
  {
    name: "store an outbox without its files",
    file: "collab/joining.ts",
    from: "changes: changes.toJSON() as unknown,\n      ...(file !== MAIN_FILE && { file }),",
    to: "changes: changes.toJSON() as unknown,",
  },
  {
    name: "map an outbox over edits of other files",
    file: "collab/outbox.ts",
    from: "const behind = pending.filter((edit) => edit.file === file);",
    to: "const behind = pending;",
  },
  {
    name: "ask for no file's text with a stored outbox",
    file: "collab/joining.ts",
    from: "if (file !== undefined) open.add(file);",
    to: "",
  },
  {
    name: "come back without saying which files are open",
    file: "collab/joining.ts",
    from: "...(open.size > 0 && { open:",
    to: "...(open.size < 0 && { open:",
  },
  {
    name: "close a file with typing in it",
    file: "collab/client-texts.ts",
    from: "if (file === MAIN_FILE || this.hasPending(file)) return false;",
    to: "if (file === MAIN_FILE) return false;",
  },
  {
    name: "take the answer to a vain wish for a new version",
    file: "collab/room-client.ts",
    from: "if (version <= this.version) return answered; // told again",
    to: "if (version < this.version) return answered; // told again",
  },
  {
    name: "give up other files' edits with one that is refused",
    file: "collab/client-texts.ts",
    from: "this.#inFlight = this.#inFlight.filter((one) => one.file !== file);",
    to: "this.#inFlight = [];",
    smallRooms: true,
  },
  {
    name: "take another file's number after a rebirth for the file",
    file: "collab/joining.ts",
    from: "if (!text || isOther) {",
    to: "if (!text) {",
  },
  {
    name: "take every file for another one after a rebirth",
    file: "collab/joining.ts",
    from: "filesBefore.get(file)?.path !== this.#order.files.get(file)?.path;",
    to: "filesBefore !== this.#order.files;",
  },
  // --- catching up ---
  {
    name: "leave files that came or went out of the catch-up",
    file: "collab/missed-edits.ts",
    from: "tree: project ? edit.tree : undefined,",
    to: "tree: undefined,",
  },
  {
    name: "go on with a run in another file",
    file: "collab/missed-edits.ts",
    from: "return run.file === edit.file && goesOn(run.changes, edit.changes);",
    to: "return goesOn(run.changes, edit.changes);",
  },
  {
    name: "mix files in what is told at once",
    file: "collab/missed-edits.ts",
    from: "const before = changes.get(file);",
    to: "const before = changes.get(MAIN_FILE);",
  },
  {
    name: "forget what was done to further files at once",
    file: "collab/outbox.ts",
    from: "[{ file, diff }, ...also]",
    to: "[{ file, diff }, ...also.slice(1)]",
  },
  // --- what files there are ---
  {
    name: "delete a file with its text",
    file: "collab/project.ts",
    from: "const next = text ?? found?.text ?? Text.empty;",
    to: "const next = text ?? (entry.deleted ? undefined : found?.text) ?? Text.empty;",
  },
  {
    name: "forget how long deleted texts are",
    file: "collab/project.ts",
    from: "this.#length += next.length - (found?.text.length ?? 0);",
    to: "this.#length += (entry.deleted ? 0 : next.length) - (found?.text.length ?? 0);",
  },
  {
    name: "put a file where others have their folder",
    file: "collab/file-wishes.ts",
    from: 'if (kind !== "folder" && folders.has(path))',
    to: 'if (kind === "folder" && folders.has(path))',
  },
  {
    name: "put a file into a file",
    file: "collab/file-wishes.ts",
    from: "return above === undefined ? undefined :",
    to: "return above !== undefined ? undefined :",
  },
  {
    name: "hold deleted files' paths against new ones",
    file: "collab/file-wishes.ts",
    from: "if (!entry.deleted && !changed.has(entry.file)) place(entry);",
    to: "if (!changed.has(entry.file)) place(entry);",
  },
  {
    name: "do the wishes before the first that cannot be",
    file: "collab/file-wishes.ts",
    from: 'if ("refused" in after) return after;',
    to: 'if ("refused" in after) break;',
  },
  {
    name: "give a new file the number of a deleted one",
    file: "collab/file-wishes.ts",
    from: "let next = project.nextFile;",
    to: "let next = [...project.files()].filter(({ entry }) => !entry.deleted).length;",
  },
  {
    name: "bring a file back by renaming it",
    file: "collab/file-wishes.ts",
    from: "deleted: (wish.deleted ?? deleted) || undefined,",
    to: "deleted: wish.deleted || undefined,",
  },
  {
    name: "delete the main file",
    file: "collab/file-wishes.ts",
    from: "if (wants.deleted && before.file === MAIN_FILE)",
    to: "if (wants.deleted && before.deleted)",
  },
  // --- earlier versions ---
  {
    name: "restore without deleting what is newer",
    file: "collab/restoring.ts",
    from: "if (!entry.deleted) tree.push({ ...entry, deleted: true });",
    to: "",
  },
  {
    name: "restore files without their texts",
    file: "collab/restoring.ts",
    from: "if (changes) texts.push({ file: entry.file, changes });",
    to: "",
  },
  {
    name: "restore texts without the files' names",
    file: "collab/restoring.ts",
    from: "if (!sameEntry(was.entry, entry)) tree.push(was.entry);",
    to: "if (was.entry.deleted !== entry.deleted) tree.push({ ...entry, deleted: was.entry.deleted });",
  },
  {
    name: "restore more than a room holds",
    file: "collab/room-files.ts",
    from: "refusedAsGrown(this.#state.project, grown)",
    to: "refusedAsGrown(this.#state.project, 0)",
    smallRooms: true,
  },
  // --- threads about places in the code ---
  {
    name: "leave threads where they were",
    file: "collab/order.ts",
    from: "this.#talk.edited(edit);",
    to: "",
  },
  {
    name: "move threads by edits of other files",
    file: "collab/room-talk.ts",
    from: "thread.file === file ? rangeOver(thread, changes) : thread;",
    to: "rangeOver(thread, changes);",
  },
  {
    name: "take into a thread what is typed at its end",
    file: "collab/room-talk.ts",
    from: "changes.mapPos(range.to, -1)",
    to: "changes.mapPos(range.to, 1)",
  },
  {
    name: "send a comment before what was typed before it",
    file: "collab/client-talk.ts",
    from: "const ready = this.#comments.filter((comment) => !this.#texts.hasBuffer(comment.file));",
    to: "const ready = [...this.#comments];",
  },
];
