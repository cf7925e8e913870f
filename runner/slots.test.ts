import { expect, test } from "vitest";
import { Slots, type Ticket } from "#runner/slots";

function entered(slots: Slots, name: string, told: string[]) {
  const ticket = slots.enter((position) => told.push(`${name} ${position}`))!;
  void ticket.served.then((served) => told.push(`${name} ${served ? "runs" : "left"}`));
  return ticket;
}

test("those who wait hear their place whenever it changes, and get slots in order", async () => {
  const slots = new Slots(1, 3);
  const told: string[] = [];
  const [a, b, c] = ["a", "b", "c", "d"].map((name) => entered(slots, name, told)) as [Ticket, Ticket, Ticket];
  expect(slots.enter(() => {})).toBeUndefined();
  expect([slots.running, slots.queued]).toEqual([1, 3]);
  await Promise.resolve();
  expect(told.splice(0)).toEqual(["b 1", "c 2", "d 3", "a runs"]);
  c.leave();
  await Promise.resolve();
  expect(told.splice(0)).toEqual(["d 2", "c left"]);
  a.leave();
  a.leave();
  await Promise.resolve();
  expect(told.splice(0)).toEqual(["d 1", "b runs"]);
  b.leave();
  await Promise.resolve();
  expect(told.splice(0)).toEqual(["d runs"]);
  expect([slots.running, slots.queued]).toEqual([1, 0]);
});
