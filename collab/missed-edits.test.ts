import { ChangeSet, Text } from "@codemirror/state";
import { expect, test } from "vitest";
import { textOf } from "#collab/changes";
import type { EditLog, LoggedEdit } from "#collab/edit-log";
import { missedEdits } from "#collab/missed-edits";
import { Project } from "#collab/project";
import { MISSED_LENGTH_MAX } from "#protocol/limits";

test("[J2] of edits that together are longer than any text may be, none are told, but the text", () => {
  const length = 500_000;
  const count = MISSED_LENGTH_MAX / length + 1;
  const member = { user: 1, key: "key", name: "Ann", sequence: 0, sequenceVersion: 0 };
  const whole = (version: number): LoggedEdit => {
    const [before, insert] = [version === 1 ? 0 : length, textOf(`${version % 10}`.repeat(length))];
    return {
      version,
      user: 2,
      sequence: 0,
      time: 0,
      file: 0,
      changes: ChangeSet.of({ from: 0, to: before, insert }, before),
    };
  };
  const edits = Array.from({ length: count }, (_, i) => whole(i + 1));
  const log: EditLog = { since: (version) => edits.slice(version), projectAt: () => undefined };
  const room = {
    roomId: "",
    viewId: "",
    epoch: "",
    version: count,
    project: Project.of(Text.empty, "main.py"),
    language: "python" as const,
    title: "",
    nextUser: 3,
    members: [member],
  };
  const missed = (since: number) =>
    missedEdits(room, log, member, {
      role: "editor",
      wholeTexts: false,
      withText: false,
      settled: false,
      project: true,
      since,
    });
  expect(missed(0)).toBeUndefined();
  expect(missed(1)).toHaveLength(count - 1);
});
