// A text as deflated bytes: of its JSON, which keeps what is no well-formed UTF-16. One that is packed again and again, because others in its project change, is packed once.
import type { Text } from "@codemirror/state";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { textOf } from "#collab/changes";
import type { Packing } from "#party/packing";

/** Of shorter ones many are packed together: each by itself would cost more than it saves. */
export const PACKED_LENGTH_MIN = 1_000;

// What is held here is a fourth of the texts themselves, and goes with them.
const packedTexts = new WeakMap<Text, Uint8Array>();

export function packText(text: Text): Uint8Array {
  let body = packedTexts.get(text);
  if (!body) packedTexts.set(text, (body = deflateRawSync(JSON.stringify(text.toString()))));
  return body;
}

/** As `packText`, without anybody waiting for it. */
export async function packTextInTurns(text: Text, packing: Packing): Promise<Uint8Array> {
  let body = packedTexts.get(text);
  if (!body) packedTexts.set(text, (body = await packing.deflated(JSON.stringify(text.toString()))));
  return body;
}

/** Throws on more than `bytesMax` bytes. */
export function unpackText(body: Uint8Array, bytesMax?: number): Text {
  const text = textOf(JSON.parse(inflated(body, bytesMax).toString("utf8")) as string);
  packedTexts.set(text, body);
  return text;
}

export const inflated = (body: Uint8Array, bytesMax?: number): Buffer =>
  inflateRawSync(body, bytesMax === undefined ? {} : { maxOutputLength: Math.max(1, bytesMax) });
