// Rows and values are limited to 2 MB, in D1 and in an object's SQLite: longer bodies are kept as parts.
import { sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";

/** As hex digits, too, a part is a value. */
const PART_BYTES_MAX = 900_000;

/** A body cut to parts that fit a row; at least one. */
export function partsOf(body: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < body.length; at += PART_BYTES_MAX)
    parts.push(body.subarray(at, at + PART_BYTES_MAX));
  return parts;
}

/** The body behind parts that are given in order. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}

/** Rows in order, joined to one body for each key. */
export function wholes<R extends { body: Buffer }>(
  rows: readonly R[],
  key: (row: R) => number | string,
): [R, Uint8Array][] {
  const groups = Map.groupBy(rows, key);
  return [...groups.values()].flatMap((group) =>
    group[0] ? [[group[0], joined(group.map(({ body }) => new Uint8Array(body)))]] : [],
  );
}

/** Bytes on their way from D1, as they go there. */
export const bytesIn = (column: AnySQLiteColumn) =>
  sql`hex(${column})`.mapWith((digits: string) => Buffer.from(digits, "hex"));

/**
 * Bytes on their way to D1. Its client makes a list of numbers of them, for which a room's people would wait a tenth of a
 * second a megabyte; of hex digits it takes a hundredth (measured).
 */
export const blob = (bytes: Uint8Array) =>
  sql<Buffer>`unhex(${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")})`;
