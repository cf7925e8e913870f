// What belongs to no room: programs that are run to their end, and what the service tells of itself.
import { elsewhere, notJson, tooLarge, tooOften, unfit } from "#protocol/api/rooms";
import { json, refusal, type Route } from "#protocol/api/route";
import { autocompleteAnswer, autocompleteBody } from "#protocol/completion";
import { executeAnswer, executeBody } from "#protocol/run";
import { healthAnswer, languagesAnswer } from "#protocol/service";

const health = { status: "ok", rooms: true, database: true, assets: true, runner: "ok", warnings: [] };
const misfit = refusal(422, "The body does not fit its schema, or the language cannot be run here.");

export const serviceRoutes = {
  "POST /execute": {
    tag: "Programs",
    summary: "Run a program to its end",
    description: "In a sandbox without a network. It belongs to no room, and nobody else sees it.",
    body: executeBody,
    example: {
      language: "python",
      code: "from words import turned\nprint(turned(input()))",
      stdin: "hello",
      files: [{ path: "words.py", content: "def turned(word):\n    return word[::-1]\n" }],
    },
    answers: {
      200: {
        ...json("How it ended, whatever it did.", executeAnswer),
        example: {
          status: "ok",
          exitCode: 0,
          signal: null,
          stdout: "olleh\n",
          stderr: "",
          cpuMs: 21.5,
          wallMs: 34.2,
          memoryKb: 9_840,
          truncated: false,
        },
      },
      400: notJson,
      403: elsewhere,
      413: refusal(413, "The body is too large.", "A body has at most 16000000 bytes"),
      422: { ...misfit, example: { ...misfit.example, detail: "klingon cannot be run here" } },
      429: tooOften(
        "The runner is full, or too many programs were started from this address.",
        "Too many programs from your address; wait a minute",
      ),
      503: refusal(
        503,
        "There is no runner, or it does not answer.",
        "Programs cannot be run here: there is no runner",
      ),
    },
  },
  "POST /autocomplete": {
    tag: "Completion",
    summary: "Suggest what comes next",
    description:
      "From rules that know the language and the text itself, or from a model where this deployment has one. The text goes no further than that.",
    body: autocompleteBody,
    example: { code: "class Greeter:\n    def hello", cursorPosition: 28, language: "python" },
    answers: {
      200: {
        ...json("A suggestion, or none.", autocompleteAnswer),
        example: { suggestion: "(self):", confidence: 0.15, provider: "rules" },
      },
      400: notJson,
      403: elsewhere,
      413: tooLarge,
      422: unfit,
      429: tooOften(
        "Too many suggestions were asked for from this address.",
        "Too many suggestions from your address; wait a minute",
      ),
    },
  },
  "GET /languages": {
    tag: "Programs",
    summary: "List the languages",
    description: "What can be edited here, and what can be run here and now.",
    answers: {
      200: {
        ...json("The languages.", languagesAnswer),
        example: {
          languages: [{ id: "python", name: "Python", extension: "py", edit: true, run: true, version: "3.11.2" }],
          runner: "ok",
        },
      },
    },
  },
  "GET /health": {
    tag: "Operation",
    summary: "Ask how it is",
    answers: {
      200: { ...json("Rooms, database and assets answer.", healthAnswer), example: health },
      503: {
        ...json("One of them does not.", healthAnswer),
        example: { ...health, status: "unwell", database: false },
      },
    },
  },
} as const satisfies Record<string, Route>;
