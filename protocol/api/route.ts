// How a REST route is written down: what is asked, and every answer that is given on purpose.
import type { z } from "zod";
import { problem, problemTitle } from "#protocol/rest";

export type Answer = {
  readonly description: string;
  /** Absent: an answer without a body. Of an event stream, `body` is the data of one event. */
  readonly type?: string;
  /** Where it depends on what is asked for. */
  readonly orType?: string;
  readonly body?: z.ZodType;
  readonly headers?: z.ZodObject;
  readonly example?: unknown;
};

export type Tag = "Rooms" | "Files" | "History" | "Runs" | "Talk" | "Programs" | "Completion" | "Operation";

export type Route = {
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** JSON unless it is said, whatever the request calls it. */
  readonly bodyType?: "text/plain" | "application/octet-stream" | "application/zip";
  readonly bodyIsOptional?: boolean;
  readonly example?: unknown;
  /** Needs this secret as a bearer token; without the secret on the server there is no such route. */
  readonly secret?: string;
  readonly answers: Readonly<Record<number, Answer>>;
};

export const json = <Body extends z.ZodType>(description: string, body: Body) => ({
  description,
  type: "application/json" as const,
  body,
});

export const events = <Body extends z.ZodType>(description: string, body: Body) => ({
  description,
  type: "text/event-stream" as const,
  body,
});

export const text = (description: string, body: z.ZodString) => ({ description, type: "text/plain" as const, body });

/** Bytes as they are. */
export const raw = (description: string, type: string, orType?: string) => ({
  description,
  type,
  ...(orType !== undefined && { orType }),
});

export const nothing = (description: string) => ({ description });

/** An error answer. `detail` is what it says, or an example of it. */
export const refusal = (status: number, description: string, detail = description) => ({
  description,
  type: "application/problem+json" as const,
  body: problem,
  example: { type: "about:blank", title: problemTitle(status), status, detail },
});
