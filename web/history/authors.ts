// Who is in a text by colour, for people may share one.
import type { Spans } from "./blame";
import { colorOf } from "./light-code";

export type Authors = {
  /** Whoever wrote last comes first. */
  readonly people: readonly { readonly color: number; readonly users: readonly number[] }[];
  readonly fromBeginning: boolean;
  readonly oldest?: number;
  readonly newest?: number;
};

export function authorsIn(spans: Spans): Authors {
  const written = spans.filter(({ version }) => version > 0).toSorted((a, b) => b.version - a.version);
  const users = new Map<number, Set<number>>();
  for (const { user } of written) users.set(colorOf(user), (users.get(colorOf(user)) ?? new Set()).add(user));
  const [newest] = written;
  const oldest = written.at(-1);
  return {
    people: [...users].map(([color, some]) => ({ color, users: [...some] })),
    fromBeginning: written.length < spans.length,
    ...(newest && oldest && { newest: newest.time, oldest: oldest.time }),
  };
}
