// Every REST route there is, in one table: from it come /openapi.json, the typed client, and the test that asks for each
// answer. What is not in it: the room's socket, which SPEC.md and /protocol.json describe.
import type { z } from "zod";
import { fileRoutes } from "#protocol/api/files";
import { historyRoutes } from "#protocol/api/history";
import { operationRoutes } from "#protocol/api/operation";
import { roomRoutes } from "#protocol/api/rooms";
import type { Route } from "#protocol/api/route";
import { runRoutes } from "#protocol/api/runs";
import { serviceRoutes } from "#protocol/api/service";
import { talkRoutes } from "#protocol/api/talk";

export const api = {
  ...roomRoutes,
  ...fileRoutes,
  ...historyRoutes,
  ...runRoutes,
  ...talkRoutes,
  ...serviceRoutes,
  ...operationRoutes,
};

/** As the Worker routes it, `METHOD /path/{parameter}`. */
export type RouteKey = keyof typeof api;

export const routes = Object.entries(api) as [RouteKey, Route][];

type Part<Key extends RouteKey, Name extends string> =
  (typeof api)[Key] extends Readonly<Record<Name, infer Found>> ? Found : undefined;
type Read<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;

/** What a request has to say, and undefined for what it has not. */
export type ParamsOf<Key extends RouteKey> = Read<Part<Key, "params">>;
export type QueryOf<Key extends RouteKey> = Read<Part<Key, "query">>;
export type BodyOf<Key extends RouteKey> = Read<Part<Key, "body">>;
export type BodyIsOptional<Key extends RouteKey> = Part<Key, "bodyIsOptional"> extends true ? true : false;

type Answers<Key extends RouteKey> = (typeof api)[Key]["answers"];
type Success<Key extends RouteKey> = Answers<Key>[keyof Answers<Key> & (200 | 201 | 202 | 204)];

/** What the answer holds when all goes well; undefined when it has no body, or is a stream. */
export type AnswerOf<Key extends RouteKey> =
  Success<Key> extends { type: "application/json" | "text/plain"; body: infer Body extends z.ZodType }
    ? z.input<Body>
    : undefined;
