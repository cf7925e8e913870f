import { expect, test } from "vitest";
import { isOwnMachine, roomIdIn, roomLink, socketAddress } from "./room-address";

const id = "3f2b8c1e-0a4d-4f6b-9c7e-2d1a5b8e9f00";

test("finds the room in whatever a person pastes", () => {
  for (const pasted of [
    id,
    ` ${id}\n`,
    `/r/${id}`,
    roomLink("https://tandem.example", id),
    `join us: <https://x.y/r/${id}?a=1>`,
  ]) {
    expect(roomIdIn(pasted)).toBe(id);
  }
  expect(roomIdIn(id.toUpperCase())).toBe(id);
});

test("finds none where there is none", () => {
  for (const pasted of ["", "hello", id.slice(1), "https://tandem.example/r/"])
    expect(roomIdIn(pasted)).toBeUndefined();
});

test("the socket's address has the page's host and the scheme that belongs to it", () => {
  expect(socketAddress("https://tandem.example", id, { name: "A & B" })).toBe(
    `wss://tandem.example/ws/${id}?name=A+%26+B`,
  );
  expect(socketAddress("http://127.0.0.1:8787", id, {})).toBe(`ws://127.0.0.1:8787/ws/${id}?`);
});

test("knows the addresses that lead nobody else here", () => {
  const own = [
    "http://localhost:8787",
    "http://127.0.0.1",
    "http://127.1.2.3:80",
    "http://[::1]:8787",
    "http://a.localhost",
  ];
  expect(own.filter((url) => !isOwnMachine(new URL(url).hostname))).toEqual([]);
  const others = ["http://192.168.1.4:8787", "https://tandem.example", "http://localhost.example", "http://[fe80::1]"];
  expect(others.filter((url) => isOwnMachine(new URL(url).hostname))).toEqual([]);
});
