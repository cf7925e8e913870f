// What the worker, which decides who may come in, tells the room of a join. It travels as JSON in a request header
// that the worker alone sets.
import { z } from "zod";
import type { LanguageId } from "#protocol/languages";
import { role } from "#protocol/role";

export const JOIN_HEADER = "x-tandem-join";

export const doorJoin = z.object({
  role,
  /** Undefined for somebody who gave none. */
  name: z.string().optional(),
  /** Stands for the client's secret id, which the room never learns; undefined for somebody who cannot resume. */
  key: z.string().optional(),
  since: z.int().optional(),
  epoch: z.string().optional(),
  wholeTexts: z.boolean(),
  withText: z.boolean(),
  settled: z.boolean(),
  project: z.boolean(),
  open: z.array(z.int()).optional(),
  batch: z.boolean(),
  /** Where the socket comes from: programs are limited by it, too. */
  address: z.string(),
  /** The id of the request that became the socket: names the connection in the log. */
  request: z.string(),
});
export type DoorJoin = z.infer<typeof doorJoin>;

/** What a room starts with. */
export type NewRoom = {
  roomId: string;
  viewId: string;
  title: string;
  language: LanguageId;
  code: string;
  createdAt: number;
};
