// Counts what an object's class writes, without a line in the class: the platform's own methods are wrapped in the
// Worker that the bench builds around it. Rows are what the platform bills.

type Write = (...parameters: unknown[]) => unknown;
type D1Answer = { meta?: { rows_written?: number } };
type Context = { storage: { sql: object } & object };
type Base = new (context: Context, env: Record<string, unknown>) => object;

const rows = { object: 0, d1: 0, lives: 0 };
const wrapped = new Set<object>();

export function metered(base: Base): Base {
  return class extends base {
    constructor(context: Context, env: Record<string, unknown>) {
      super(context, env);
      rows.lives++;
      wrap(context.storage.sql, ["exec"], (cursor) => (rows.object += (cursor as { rowsWritten: number }).rowsWritten));
      wrap(context.storage, ["put", "setAlarm"], () => rows.object++); // each is billed as a row
      const database = env["DB"] as { prepare(sql: string): object } | undefined;
      if (!database) return;
      const answered = (answer: unknown) =>
        void (answer as Promise<D1Answer | D1Answer[]>).then((all) => {
          for (const { meta } of [all].flat()) rows.d1 += meta?.rows_written ?? 0;
        });
      wrap(database, ["batch"], answered);
      wrap(database.prepare(""), ["run", "all"], answered);
    }
  };
}

function wrap(instance: object, names: string[], written: (result: unknown) => void): void {
  const prototype = Object.getPrototypeOf(instance) as Record<string, Write>;
  if (wrapped.has(prototype)) return;
  wrapped.add(prototype);
  for (const name of names) {
    const write = prototype[name]!;
    prototype[name] = function (...parameters) {
      const result = write.apply(this, parameters);
      written(result);
      return result;
    };
  }
}

export const METRICS_PATH = "/rooms/metrics";
export const metrics = () => Response.json(rows);
