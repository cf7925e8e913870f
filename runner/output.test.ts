import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Output } from "#runner/output";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function output(bytesMax = 1_000) {
  const told: string[] = [];
  return { told, output: new Output(bytesMax, (stream, text) => told.push(`${stream}: ${text}`)) };
}

test("what breaks a silence is told at once, what follows soon is told together", () => {
  const { told, output: out } = output();
  out.take("stdout", Buffer.from("a"));
  expect(told).toEqual(["stdout: a"]);
  for (const letter of "bcd") out.take("stdout", Buffer.from(letter));
  expect(told).toEqual(["stdout: a"]);
  vi.advanceTimersByTime(10);
  expect(told).toEqual(["stdout: a", "stdout: bcd"]);
});

test("the order of the streams is kept", () => {
  const { told, output: out } = output();
  for (const [stream, text] of [
    ["stdout", "a"],
    ["stdout", "b"],
    ["stderr", "c"],
    ["stdout", "d"],
  ] as const) {
    out.take(stream, Buffer.from(text));
  }
  out.end();
  expect(told).toEqual(["stdout: a", "stdout: b", "stderr: c", "stdout: d"]);
});

test("characters that are cut anywhere are whole when told, each stream's for itself", () => {
  const { told, output: out } = output();
  const text = Buffer.from("é€😀\uFEFF");
  for (let i = 0; i < text.length; i++) {
    out.take("stdout", text.subarray(i, i + 1));
    out.take("stderr", Buffer.from("x"));
  }
  out.end();
  const of = (name: string) =>
    told
      .filter((line) => line.startsWith(name))
      .map((line) => line.slice(8))
      .join("");
  expect([of("stdout"), of("stderr")]).toEqual(["é€😀\uFEFF", "x".repeat(text.length)]);
});

test("what is no UTF-8 becomes replacement characters, and so does half a character at the end", () => {
  const { told, output: out } = output();
  out.take("stdout", Buffer.from([0xff, 0x00, 0x41, 0xc3]));
  out.end();
  expect(told.join("")).toBe("stdout: \uFFFD\0A" + "stdout: \uFFFD");
});

test("the limit counts bytes of both streams and cuts no character in half", () => {
  const { told, output: out } = output(5);
  expect(out.take("stderr", Buffer.from("ab"))).toBe(true);
  expect(out.take("stdout", Buffer.from("é"))).toBe(true);
  expect(out.take("stdout", Buffer.from("é"))).toBe(false);
  expect(out.take("stderr", Buffer.from("z"))).toBe(false);
  out.end();
  expect(told).toEqual(["stderr: ab", "stdout: é"]);
});

test("exactly the limit is no excess", () => {
  const { told, output: out } = output(3);
  expect(out.take("stdout", Buffer.from("abc"))).toBe(true);
  out.end();
  expect(told).toEqual(["stdout: abc"]);
});
