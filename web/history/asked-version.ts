// Which version an address asks for: `at` a version or a time, `from` the version where playing begins.
import { ApiProblem } from "#client/api";
import { api } from "#web/api";

export type AskedVersion = {
  readonly version: number;
  readonly plays: boolean;
  /** What was asked for and the room does not have; `version` is the newest one then. */
  readonly missing?: string;
};

export async function askedVersion(roomId: string, asked: URLSearchParams, newest: number): Promise<AskedVersion> {
  const from = versionIn(asked.get("from"));
  const at = asked.get("at");
  const version = from ?? versionIn(at) ?? (at ? await versionAt(roomId, at) : newest);
  if (version !== undefined && version <= newest) return { version, plays: from !== undefined };
  return { version: newest, plays: false, missing: version === undefined ? (at ?? "") : `v${version}` };
}

/** Undefined for what is no time, and for one before the room began. */
async function versionAt(roomId: string, time: string): Promise<number | undefined> {
  try {
    return (await api("GET /rooms/{roomId}/files", { params: { roomId }, query: { at: time } })).version;
  } catch (error) {
    if (error instanceof ApiProblem && [404, 422].includes(error.status)) return undefined;
    throw error;
  }
}

const versionIn = (text: string | null): number | undefined => {
  const digits = /^v(\d{1,15})$/.exec(text ?? "")?.[1];
  return digits === undefined ? undefined : Number(digits);
};
