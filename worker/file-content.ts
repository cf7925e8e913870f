// Between the bytes of a file and what a room keeps of it. What a room keeps as a text comes out byte by byte as it went in.
import type { FileEntry, TextContent } from "#protocol/project";
import { TEXT_LENGTH_MAX } from "#protocol/limits";

export type FileContent = TextContent | { bytes: Uint8Array; asText?: TextContent };

/**
 * UTF-8 whose lines all end in one way is a text, unless it is longer than a text may be or holds what no text has; all
 * else are bytes. Where only its lines end in several ways, `asText` is what a file takes that is a text already.
 */
export function contentOf(bytes: Uint8Array): FileContent {
  const decoded = decodedText(bytes);
  if (decoded === undefined || decoded.includes("\0") || decoded.length > TEXT_LENGTH_MAX) return { bytes };
  const eol = decoded.includes("\r\n") ? "crlf" : "lf";
  const text = eol === "crlf" ? decoded.replaceAll("\r\n", "\n") : decoded;
  if (withEnds(text, eol) === decoded && !text.includes("\r")) return { text, eol };
  return { bytes, asText: { text: decoded.replaceAll(/\r\n?/g, "\n"), eol } };
}

/** The bytes of a file as they are outside of the room. */
export const bytesOf = (file: { entry: Pick<FileEntry, "eol"> } & ({ text: string } | { bytes: Uint8Array })) =>
  new Uint8Array("text" in file ? new TextEncoder().encode(withEnds(file.text, file.entry.eol ?? "lf")) : file.bytes);

const withEnds = (text: string, eol: "lf" | "crlf") => (eol === "crlf" ? text.replaceAll("\n", "\r\n") : text);

function decodedText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined; // it is no UTF-8
  }
}
