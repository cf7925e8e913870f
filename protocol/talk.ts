// What people say to each other in a room: messages, and threads of them about a place in the code.
import { z } from "zod";
import {
  MENTIONS_MAX,
  MESSAGE_LENGTH_MAX,
  MESSAGES_PAGE,
  MESSAGES_PAGE_MAX,
  NAME_LENGTH_MAX,
  QUOTE_LENGTH_MAX,
} from "#protocol/limits";
import { fileId } from "#protocol/project";
import { isVisible, memberName } from "#protocol/text";

const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const time = count.meta({ description: "In ms since the epoch." });

// What shows nothing and is no line end or tab has no place in a message.
const controls = /(?![\n\t])\p{Cc}/gu;
export const messageText = z
  .string()
  .max(MESSAGE_LENGTH_MAX, "The message is too long")
  .transform((text) => text.toWellFormed().replace(/\r\n?/g, "\n").replace(controls, ""))
  .refine(isVisible, "The message says nothing")
  .meta({ description: "Markdown." });

export const threadId = count.min(1).meta({ description: "A thread is named by the number of its first message." });

const mentions = z.array(count).max(MENTIONS_MAX).meta({ description: "The members whose names stand behind an @." });

export const message = z
  .object({
    n: count.min(1).meta({ description: "Counts the messages of the room from 1 without gaps." }),
    user: count.meta({ description: "Whose it is; 0 signs what came by REST." }),
    name: z.string().max(NAME_LENGTH_MAX).meta({ description: "What they were called then." }),
    time,
    version: count.meta({ description: "The room's when it was said." }),
    text: z.string().max(MESSAGE_LENGTH_MAX).meta({ description: "Markdown." }),
    thread: threadId.optional(),
    mentions: mentions.optional(),
    request: z.string().max(64).optional().meta({ description: "As its sender named it." }),
  })
  .meta({ id: "ChatMessage", description: "What somebody said." });
export type Message = z.infer<typeof message>;

export const thread = z
  .object({
    id: threadId,
    file: fileId,
    from: count,
    to: count.meta({ description: "The range [from, to) that it is about. Empty: all of it was deleted." }),
    quote: z.string().max(QUOTE_LENGTH_MAX).meta({ description: "How the range began when the thread did." }),
    user: count,
    name: z.string().max(NAME_LENGTH_MAX),
    time,
    resolved: z.object({ user: count, name: z.string().max(NAME_LENGTH_MAX), time }).optional(),
  })
  .meta({ id: "Thread", description: "Messages about a place in the code, which moves with the text." });
export type Thread = z.infer<typeof thread>;

/** What a newcomer is told: the number of the last message, and the threads that are not resolved. */
export const talkSoFar = z.object({ last: count, threads: z.array(thread) });
export type TalkSoFar = z.infer<typeof talkSoFar>;

const request = z
  .string()
  .max(64)
  .optional()
  .meta({ description: "Comes back with the message, or with its refusal. Said again, it is not another message." });

/** From a client. */
export const talkWishes = [
  z
    .object({
      type: z.literal("chat"),
      text: messageText,
      thread: threadId.optional(),
      mentions: mentions.optional(),
      request,
    })
    .meta({ description: "Says something to all, or in a thread." }),
  z
    .object({
      type: z.literal("comment"),
      file: fileId.optional(),
      from: count,
      to: count,
      version: count,
      text: messageText,
      mentions: mentions.optional(),
      request,
    })
    .meta({
      description: "Begins a thread about [from, to), in the text at `version` with the sender's edits so far.",
    }),
  z
    .object({ type: z.literal("thread_update"), thread: threadId, resolved: z.boolean(), request })
    .meta({ description: "Resolves a thread, or opens it again." }),
] as const;
export type TalkWish = z.infer<(typeof talkWishes)[number]>;

/** From the room. */
export const talkMessages = [
  message.extend({ type: z.literal("chat") }).meta({ description: "Somebody said something." }),
  z
    .object({ type: z.literal("thread"), thread, version: count })
    .meta({ description: "A thread began, or is resolved or open again; its range is in the text at `version`." }),
] as const;
export type TalkMessage = z.infer<(typeof talkMessages)[number]>;

// --- REST ---

export const messagesQuery = z.object({
  before: z.coerce
    .number()
    .pipe(count)
    .optional()
    .meta({ description: "Only those before this number; without it, the newest." }),
  thread: z.coerce.number().pipe(threadId).optional().meta({ description: "Only those of this thread." }),
  limit: z.coerce
    .number()
    .pipe(z.int().min(1).max(MESSAGES_PAGE_MAX))
    .default(MESSAGES_PAGE)
    .meta({ description: `At most so many; ${MESSAGES_PAGE} unless it is said.` }),
});

export const messagesAnswer = z
  .object({
    messages: z.array(message).meta({ description: "Oldest first." }),
    last: count.meta({ description: "The number of the room's last message; 0 before the first." }),
  })
  .meta({ id: "ChatMessages" });
export type MessagesAnswer = z.infer<typeof messagesAnswer>;

export const sayBody = z
  .object({ text: messageText, thread: threadId.optional(), name: memberName.optional() })
  .meta({ id: "NewChatMessage" });

export const threadsAnswer = z
  .object({
    version: count.meta({ description: "Of the texts that the ranges are in." }),
    threads: z.array(
      thread.extend({ messages: z.array(message).meta({ description: "The first, and the last ones." }) }),
    ),
  })
  .meta({ id: "Threads" });
export type ThreadsAnswer = z.infer<typeof threadsAnswer>;
