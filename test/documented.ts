// Asks a live app for what its /openapi.json describes, and holds every answer against that: a status, a content type, a
// header or a field that is not described is a mistake, and so is a described one that is missing.
import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { BodyOf, ParamsOf, QueryOf, RouteKey } from "#protocol/api";

type Content = Record<string, { schema?: object; example?: unknown }>;
type Response = { headers?: Record<string, unknown>; content?: Content };
export type Operation = { requestBody?: { content: Content }; responses: Record<string, Response> };
export type OpenApi = {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; responses: Record<string, Response> };
};

export type Call<Key extends RouteKey> = {
  params?: ParamsOf<Key>;
  query?: QueryOf<Key>;
  /** A string goes as it is. */
  body?: BodyOf<Key> | string | object | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
};
export type Given = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

export class Documented {
  readonly url: string;
  readonly document: OpenApi;
  readonly #answers: Ajv2020;
  readonly #requests: Ajv2020;
  #asked = 0;
  #validators = new Map<string, ValidateFunction>();
  constructor(url: string, document: OpenApi) {
    this.url = url;
    this.document = document;
    this.#answers = checking(closed(document));
    this.#requests = checking(document);
  }
  static async of(url: string): Promise<Documented> {
    const answer = await fetch(`${url}/openapi.json`);
    expect(answer.headers.get("content-type")).toContain("application/json");
    return new Documented(url, (await answer.json()) as OpenApi);
  }

  /** Each time from another address, or nobody would be there for long. */
  async ask<Key extends RouteKey>(key: Key, { params, query, body, headers }: Call<Key> = {}): Promise<Given> {
    const [method = "", path = ""] = key.split(" ");
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) =>
      encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[name])),
    );
    const answer = await fetch(`${this.url}${filled}?${new URLSearchParams(query as Record<string, string>)}`, {
      method,
      headers: { "cf-connecting-ip": `10.1.${this.#asked >> 8}.${this.#asked++ & 255}`, ...headers },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    const given = { status: answer.status, headers: answer.headers, text, json: {} };
    const where = `${key} answered ${given.status}: ${text.slice(0, 300)}`;
    const operation = this.document.paths[path]?.[method.toLowerCase()];
    if (!operation) throw new Error(`/openapi.json has no ${key}`);
    // "default" stands for what nobody does on purpose.
    const known =
      operation.responses[given.status] ?? (given.status === 500 && this.document.components.responses["Unexpected"]);
    if (!known) throw new Error(`${where}; /openapi.json does not say that it may`);
    for (const name of Object.keys(known.headers ?? {}))
      expect(given.headers.has(name), `${where}; ${name}`).toBe(true);
    const pointer = operation.responses[given.status]
      ? `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${given.status}/content`
      : "/components/responses/Unexpected/content";
    const isJson = typeof body === "object" && !(body instanceof Uint8Array);
    if (given.status < 300 && isJson && operation.requestBody)
      this.#fits(
        `/paths/${escaped(path)}/${method.toLowerCase()}/requestBody/content/application~1json/schema`,
        body,
        this.#requests,
      );
    return { ...given, ...this.#read(given, known, pointer, where) };
  }

  #read({ headers, text }: Given, { content }: Response, pointer: string, where: string): { json?: Given["json"] } {
    const type = headers.get("content-type")?.replace(/;.*/, "");
    if (content) expect(Object.keys(content), where).toContain(type);
    else expect(type, where).toBeUndefined();
    switch (type) {
      case undefined:
        expect(text, where).toBe("");
        return {};
      case "text/event-stream":
        for (const event of eventsIn(text)) this.#fits("/components/schemas/RunMessage", event.data, this.#answers);
        return {};
      case "text/plain":
      case "application/octet-stream":
      case "application/zip":
      case "application/x-ndjson":
        return {};
      default: {
        const json = JSON.parse(text) as Given["json"];
        this.#fits(`${pointer}/${escaped(type)}/schema`, json, this.#answers);
        return { json };
      }
    }
  }

  #fits(pointer: string, value: unknown, schemas: Ajv2020): void {
    const name = `${schemas === this.#answers}${pointer}`;
    const validate = this.#validators.get(name) ?? schemas.compile({ $ref: `document#${encodeURI(pointer)}` });
    this.#validators.set(name, validate);
    const { errors } = validate(value) ? { errors: [] } : validate;
    expect(errors, `${pointer}: ${JSON.stringify(value).slice(0, 500)}`).toEqual([]);
  }
}

/** Server-sent events as they came. */
export function eventsIn(text: string): { id: string; event: string; data: Record<string, unknown> }[] {
  const blocks = text.split("\n\n").filter((block) => block.startsWith("id: "));
  return blocks.map((block) => {
    const [, id = "", event = "", data = "null"] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
    return { id, event, data: JSON.parse(data) };
  });
}

/** For the keywords of a document beside those of its schemas, ajv need not be strict. */
export function checking(document: object): Ajv2020 {
  const ajv = new Ajv2020({ strict: false, allErrors: true, schemas: { document } });
  addFormats.default(ajv);
  return ajv;
}

/** The same, with no field allowed that is not described. */
export function closed<Part>(part: Part): Part {
  if (Array.isArray(part)) return part.map(closed) as Part;
  if (part === null || typeof part !== "object") return part;
  const inner = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  const isObject = "type" in part && part.type === "object" && "properties" in part;
  return { ...inner, ...(isObject && { additionalProperties: false }) } as Part;
}

const escaped = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");
