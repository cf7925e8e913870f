import { expect, test } from "vitest";
import { connectionStatus, type LineState } from "./connection-status";

const calm: LineState = {
  line: "open",
  online: true,
  wasOpen: true,
  role: "editor",
  version: 1042,
  unsent: 0,
  kept: true,
};
const words = (state: Partial<LineState>): string => connectionStatus({ ...calm, ...state }).words;

test("says saved, and at which version, only when nothing waits for an answer", () => {
  expect(words({})).toBe("Saved at v1042");
  expect(words({ unsent: 1 })).toBe("Saving");
});

test("a viewer is told that this is all a viewer can do", () => {
  expect(words({ role: "viewer" })).toBe("View only");
});

test("without a line it counts what is unsent and says where it is", () => {
  expect(words({ line: "connecting", unsent: 3 })).toBe("3 unsent · reconnecting");
  expect(words({ line: "connecting", online: false, unsent: 12 })).toBe("Offline · 12 unsent, kept · do not reload");
  expect(words({ line: "connecting", online: false })).toBe("Offline");
  expect(words({ line: "connecting" })).toBe("Reconnecting");
  expect(words({ line: "connecting", wasOpen: false })).toBe("Connecting");
});

test("never promises a disk that does not have it", () => {
  expect(words({ line: "connecting", online: false, unsent: 12, kept: false })).toBe(
    "Offline · 12 unsent, keep this page open",
  );
  expect(words({ line: "connecting", unsent: 2, kept: false })).toBe("2 unsent, keep this page open · reconnecting");
});

test("claims nothing of a line that is gone for good", () => {
  expect(words({ line: "closed", unsent: 0 })).not.toContain("Saved");
});
