// Makes one page out of a room's history that plays it without Tandem and without a network.
import { script, style } from "virtual:playback";
import type { EditRow } from "#web/history/past-edits";
import { apiSource } from "#web/history/past-source";
import { type PastView } from "#web/history/past-view";
import { markWords } from "#web/history/timeline-ticks";
import { asScriptData, packed, type Recording } from "./recording";

/** Units of its data: what browsers open from a disk at once, and mail still takes. */
const LENGTH_MAX = 20_000_000;
const PAGE_EDITS = 8_192;
/** What an edit takes at least besides its text. */
const EDIT_LENGTH = 24;

export async function makePlayback(view: PastView): Promise<{ page: string; name: string; from: number }> {
  const source = apiSource(view.id);
  const pages: { rows: readonly EditRow[]; length: number }[] = [];
  let length = 0;
  let from = 0;
  const newest = view.newest.value;
  for (let version = 0; version < newest;) {
    const rows = await source.edits(version, Math.min(PAGE_EDITS, newest - version));
    if (rows.length === 0) break;
    const page = { rows, length: rows.reduce((sum, row) => sum + EDIT_LENGTH + JSON.stringify(row[5]).length, 0) };
    pages.push(page);
    length += page.length;
    version += rows.length;
    // What happened last is what people want to see.
    while (length > LENGTH_MAX && pages.length > 1) {
      const oldest = pages.shift();
      length -= oldest?.length ?? 0;
      from += oldest?.rows.length ?? 0;
    }
  }
  const rows = pages.flatMap((page) => page.rows);
  const writers = new Set(rows.map(([, user]) => user));
  const room = view.room.value;
  const info = view.info.value;
  const recording: Recording = {
    title: room?.title || "Untitled room",
    language: room?.language ?? "plaintext",
    base: from,
    files: await source.files(from),
    people: (info?.people ?? []).filter(({ user }) => writers.has(user)),
    marks: (info?.marks ?? [])
      .filter(({ version }) => version >= from)
      .map((mark) => ({ version: mark.version, words: markWords(mark) })),
    time: rows[0]?.[3] ?? info?.begun ?? 0,
    edits: packed(rows),
  };
  const plain = recording.title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "") || "room";
  return { page: pageOf(recording), name: `${plain.toLowerCase()}-playback.html`, from };
}

function pageOf(recording: Recording): string {
  const title = recording.title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  // It asks nobody for anything, and its policy would not let it.
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title} · played back</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="recording">${asScriptData(recording)}</script>
<script>${script.replaceAll("</", "<\\/")}</script>
</body>
</html>
`;
}
