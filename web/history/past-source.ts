// A room's past from its API.
import { api } from "#web/api";
import type { EditRow, PastEntry } from "./past-edits";
import type { PastSource } from "./player";

export function apiSource(roomId: string): PastSource {
  const params = { roomId };
  return {
    // As protocol/history-rest.ts describes them; our own server wrote them.
    edits: async (after, limit) =>
      (await api("GET /rooms/{roomId}/edits", { params, query: { after, limit } })).edits as unknown as EditRow[],
    files: async (version) =>
      (
        await api("GET /rooms/{roomId}/files", {
          params,
          query: { at: `v${version}`, texts: "1" },
        })
      ).files as PastEntry[],
  };
}
