// Bugs to plant: each is one change of the source that a tired person could make. The suite must notice every one of them.

/** `smallRooms`: it shows only where a room is full. */
export type PlantedBug = { name: string; file: string; from: string; to: string; smallRooms?: true };

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: "skip the duplicate check",
    file: "collab/room-edits.ts",
    from: "if (sequence <= member.sequence) return { effects: this.#ackAgain(connection, sequence, message) };",
    to: "",
  },
  {
    name: "accept gaps in the sequence",
    file: "collab/room-edits.ts",
    from: "if (sequence > member.sequence + 1) {",
    to: "if (sequence > member.sequence + 1_000_000) {",
  },
  {
    name: "swap the side that stands first",
    file: "collab/changes.ts",
    from: "theirs.changes.map(ours.changes, !oursFirst)",
    to: "theirs.changes.map(ours.changes, oursFirst)",
  },
  {
    name: "order ties by arrival",
    file: "collab/changes.ts",
    from: "const oursFirst = ours.user < theirs.user;",
    to: "const oursFirst = false;",
  },
  {
    name: "publish before persisting",
    file: "collab/simulation/host.ts",
    from: "const commit = this.#write();\n    this.#publish(commit);",
    to: "const commit = this.#commit;\n    this.#publish(commit);\n    this.#write();",
  },
  {
    name: "acknowledge without appending",
    file: "collab/room-edits.ts",
    from: '{ type: "append", edit },\n        // Whose',
    to: "// Whose",
  },
  {
    name: "drop the outbox when the tab opens again",
    file: "collab/joining.ts",
    from: "if (pending) this.#texts.restore(pending);",
    to: "",
  },
  {
    name: "do not see one's own edit in what an outbox missed",
    file: "collab/outbox.ts",
    from: "if (run.user === restored.user && run.sequence === next.sequence) {",
    to: "if (run.user === restored.user && run.sequence === -1) {",
  },
  {
    name: "do not see one's own edit in the catch-up",
    file: "collab/joining.ts",
    from: "run.sequence === this.#texts.oldestInFlight?.sequence) {",
    to: "run.sequence === -1) {",
  },
  {
    name: "number resent edits anew",
    file: "collab/client-texts.ts",
    from: "sequence: count + 1 + i",
    to: "sequence: this.#sequence + 1 + i",
  },
  {
    name: "send again after a rebirth what the checkpoint has",
    file: "collab/joining.ts",
    from: "while ((this.#texts.oldestInFlight",
    to: "while (sameLife && (this.#texts.oldestInFlight",
  },
  {
    name: "forget to supersede",
    file: "collab/roster.ts",
    from: "member === known ? [id] : []",
    to: "member !== member ? [id] : []",
  },
  {
    name: "compose the whole catch-up",
    file: "collab/missed-edits.ts",
    from: "return run.file === edit.file && goesOn(run.changes, edit.changes);",
    to: "return run.file === edit.file;",
  },
  {
    name: "tell one's own edits as a run",
    file: "collab/missed-edits.ts",
    from: "if (last && edit.user !== member.user &&",
    to: "if (last &&",
  },
  {
    name: "serve a catch-up across a rebirth",
    file: "collab/missed-edits.ts",
    from: "(epoch !== undefined && epoch !== room.epoch) ||",
    to: "",
  },
  {
    name: "lose what an edit was typed ahead of",
    file: "collab/room-edits.ts",
    from: "connection.bridge = { through: edit.version, others: rebased.others };",
    to: "",
  },
  {
    name: "map what was typed ahead over edits that its author had seen",
    file: "collab/bases.ts",
    from: "ahead.others.filter((other) => other.version > base)",
    to: "ahead.others",
  },
  {
    name: "learn nothing from edits that are sent again",
    file: "collab/room-edits.ts",
    from: 'if (original && "diff" in message) this.#bridgeAgain(connection, message, original);',
    to: "",
  },
  {
    name: "guess what a client had seen before the room slept",
    file: "collab/bases.ts",
    from: "if (unspanned)",
    to: "if (unspanned && base < 0)",
  },
  {
    name: "do not map the buffer over others' edits",
    file: "collab/client-texts.ts",
    from: "for (const edit of this.#pending(file)) {\n      const both = rebase({ user: me,",
    to: "for (const edit of this.#inFlight) {\n      const both = rebase({ user: me,",
  },
  {
    name: "do not map undo over others' edits",
    file: "collab/undo-stack.ts",
    from: "top.changes = top.changes.map(top.over);",
    to: "",
  },
  {
    name: "hand others' edits down the undo stack unmapped",
    file: "collab/undo-stack.ts",
    from: "const over = top.over.map(top.changes, true);",
    to: "const over = top.over;",
  },
  {
    name: "let a position split a surrogate pair",
    file: "collab/order.ts",
    from: "if (splitsAnyPair(changes, text)) return splitPair;",
    to: "",
  },
  {
    name: "leave carets where they were",
    file: "collab/roster.ts",
    from: "connection.carets = movedBy(connection.carets, edit, connection.member.user);",
    to: "movedBy(connection.carets, edit, connection.member.user);",
  },
  {
    name: "wake with carets where they were",
    file: "collab/room-engine.ts",
    from: "editsOf(since, caretsFile).reduce((at, edit) => movedBy(at, edit, user), carets)",
    to: "carets",
  },
  {
    name: "leave the caret of whoever types behind",
    file: "collab/client-people.ts",
    from: "person.user === user ? caretsAfterOwn(person.carets, changes) : caretsOver(person.carets, changes)",
    to: "caretsOver(person.carets, changes)",
  },
  {
    name: "merge splices that touch on the wire",
    file: "collab/changes.ts",
    from: "text: inserted.toString() }), true);",
    to: "text: inserted.toString() }), false);",
  },
  {
    name: "diff every whole text against the version it names",
    file: "collab/room-edits.ts",
    from: "const alone = whole && !restsOnOwn(connection, message.version, published.version);",
    to: "const alone = whole;",
  },
  {
    name: "acknowledge a whole text without the others' edits",
    file: "collab/room-edits.ts",
    from: "? others.length > 0 && {",
    to: "? given !== changes && {",
  },
  {
    name: "tell a whole text twice",
    file: "collab/commit.ts",
    from: "outgoing.textBy = undefined;",
    to: "outgoing.textBy ??= undefined;",
  },
  {
    name: "keep typing behind a refused edit",
    file: "collab/room-client.ts",
    from: 'if (code === "version_unknown" || code === "sequence_gap") return this.#rejoin();',
    to: 'if (code === "version_unknown") return this.#rejoin();',
    smallRooms: true,
  },
];
