// What is said and not in the room yet, as it is kept over a reload of the page.
import { z } from "zod";
import { MESSAGE_LENGTH_MAX } from "#protocol/limits";
import "#protocol/text"; // sets zod up for pages with a strict policy
import type { Unsaid } from "./talk";

const unsaid = z.object({
  request: z.string(),
  text: z.string(),
  mentions: z.array(z.int()),
  thread: z.int().optional(),
  time: z.number(),
  why: z.string().optional(),
});

export function storedUnsaid(stored: string | null): readonly Unsaid[] {
  try {
    return z.array(unsaid).parse(JSON.parse(stored ?? "[]")) as Unsaid[];
  } catch {
    return []; // of another Tandem
  }
}

export const unsaidText = (text: string): string => text.trim().slice(0, MESSAGE_LENGTH_MAX);
