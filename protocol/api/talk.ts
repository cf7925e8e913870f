// What is said in a room, over REST. On the room's socket it is told live.
import {
  badLimit,
  notJson,
  notServed,
  roomParams,
  tooLarge,
  tooOften,
  unfit,
  unknownRoom,
  viewOnly,
} from "#protocol/api/rooms";
import { json, refusal, type Route } from "#protocol/api/route";
import { message, messagesAnswer, messagesQuery, sayBody, threadsAnswer } from "#protocol/talk";

const example = {
  n: 7,
  user: 1,
  name: "Quiet Otter",
  time: 1_769_860_800_000,
  version: 12,
  text: "Why twice?",
  thread: 7,
};
const thread = {
  id: 7,
  file: 0,
  from: 4,
  to: 9,
  quote: "hello",
  user: 1,
  name: "Quiet Otter",
  time: 1_769_860_800_000,
};

export const talkRoutes = {
  "GET /rooms/{roomId}/chat": {
    tag: "Talk",
    summary: "Read what was said",
    description: "Messages of the room and of its threads. The last 10,000 are kept.",
    params: roomParams,
    query: messagesQuery,
    answers: {
      200: { ...json("The messages.", messagesAnswer), example: { messages: [example], last: 7 } },
      404: unknownRoom,
      422: badLimit,
      503: notServed,
    },
  },
  "POST /rooms/{roomId}/chat": {
    tag: "Talk",
    summary: "Say something",
    description: "To all in the room, or in a thread. It is signed 0, with the name that is given.",
    params: roomParams,
    body: sayBody,
    example: { text: "Deployed `main` to staging.", name: "Deployer" },
    answers: {
      201: { ...json("It is said.", message), example: { ...example, user: 0, name: "Deployer" } },
      400: notJson,
      403: viewOnly,
      404: refusal(404, "No room has this id, or it has no such thread.", "The room has no such thread"),
      413: tooLarge,
      422: unfit,
      429: tooOften(
        "Too much was said in this room from outside.",
        "At most 10 messages in ten seconds; wait a little",
      ),
      503: notServed,
    },
  },
  "GET /rooms/{roomId}/threads": {
    tag: "Talk",
    summary: "List a room's threads",
    description: "With what was said in them; resolved ones, too. The last 1,000 are kept.",
    params: roomParams,
    answers: {
      200: {
        ...json("The threads.", threadsAnswer),
        example: { version: 12, threads: [{ ...thread, messages: [example] }] },
      },
      404: unknownRoom,
      503: notServed,
    },
  },
} as const satisfies Record<string, Route>;
