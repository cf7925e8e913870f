// The REST API with types: what each route takes and answers is known from protocol/api.ts, of which nothing is left when
// this runs. For browsers and Node alike.
import type { AnswerOf, BodyIsOptional, BodyOf, ParamsOf, QueryOf, RouteKey } from "#protocol/api";
import type { Problem } from "#protocol/rest";

/** What the API refused, and why. Where nobody answers, fetch throws its own error. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly problem: Problem;
  /** When it may be worth trying again. */
  readonly retryAfterS: number | undefined;
  constructor(problem: Problem, retryAfterS?: number) {
    super(problem.detail);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }
}

type Field<Name extends string, Value, Optional = false> = [Value] extends [undefined]
  ? unknown
  : Optional extends true
    ? { readonly [N in Name]?: Value }
    : { readonly [N in Name]: Value };

/** Where bytes are taken, they go as they are. */
type Body<Key extends RouteKey> = string extends BodyOf<Key> ? string | Blob | Uint8Array<ArrayBuffer> : BodyOf<Key>;

export type Ask<Key extends RouteKey> = Field<"params", ParamsOf<Key>> &
  Field<"query", QueryOf<Key>, true> &
  Field<"body", Body<Key>, BodyIsOptional<Key>> & {
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  };

/** Nothing need be said where nothing must be. */
type Said<Key extends RouteKey> = object extends Ask<Key> ? [ask?: Ask<Key>] : [ask: Ask<Key>];

type AnyAsk = {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
};

/** The API at an address such as `https://tandem.example`; "" is where the page came from. */
export function apiAt(base: string) {
  /** The answer as it comes: for streams. Throws an ApiProblem unless all went well. */
  async function open<Key extends RouteKey>(key: Key, ...[ask]: Said<Key>): Promise<Response> {
    const { params = {}, query = {}, body, headers, signal }: AnyAsk = ask ?? {};
    const [method, path = ""] = key.split(" ");
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    const answer = await fetch(`${base}${filled}${search && `?${search}`}`, {
      method: method!,
      headers: { ...(body !== undefined && { "content-type": typeOf(body) }), ...headers },
      ...(body !== undefined && { body: isSentAsIs(body) ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (answer.ok) return answer;
    throw new ApiProblem(await problemIn(answer), Number(answer.headers.get("retry-after")) || undefined);
  }

  async function ask<Key extends RouteKey>(key: Key, ...said: Said<Key>): Promise<AnswerOf<Key>> {
    const answer = await open(key, ...said);
    return (await contentOf(answer)) as AnswerOf<Key>;
  }

  return Object.assign(ask, { open });
}

/** No route takes JSON that is one string. */
const isSentAsIs = (body: unknown): body is string | Blob | Uint8Array<ArrayBuffer> =>
  typeof body === "string" || body instanceof Blob || body instanceof Uint8Array;
const typeOf = (body: unknown) =>
  typeof body === "string" ? "text/plain" : isSentAsIs(body) ? "application/octet-stream" : "application/json";

async function contentOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  return answer.headers.get("content-type")?.startsWith("text/plain") ? answer.text() : answer.json();
}

async function problemIn(answer: Response): Promise<Problem> {
  const { status, statusText, headers } = answer;
  if (headers.get("content-type")?.startsWith("application/problem+json")) {
    const told: unknown = await answer.json().catch(() => undefined); // it may have been cut off
    if (isProblem(told)) return told;
  }
  // From something that stands between.
  return { type: "about:blank", title: statusText, status, detail: `The server answered ${status}` };
}

const isProblem = (told: unknown): told is Problem =>
  typeof told === "object" && told !== null && "status" in told && "detail" in told;
