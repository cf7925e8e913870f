// /protocol.json: JSON Schema of everything that a room's socket says and hears, from the schemas that check it.
import { z } from "zod";
import { tidy } from "#documents/tidy";
import { clientMessage, closeCode, joinQuery, PROTOCOL, roomMessage } from "#protocol/socket";

const dialect = "https://json-schema.org/draft/2020-12/schema";

const closeWords: Record<keyof typeof closeCode, string> = {
  refused: "Refused: the client id is too long.",
  unknownRoom: "There is no such room.",
  slowReader: "Much was sent and nothing heard: join again, and ping.",
  superseded: "The client joined elsewhere.",
  full: "The room is full: try later.",
  flooding: "Too much at once: join again and go slower.",
  unavailable: "The room cannot be served now; nothing is lost: join again.",
};

/** Each message stands in `$defs` under who says it and its type, such as `room.init`. */
export function protocolDocument() {
  const defs: Record<string, unknown> = {};
  const named = (of: "client" | "room", messages: readonly z.ZodType[]) =>
    messages.map((message) => {
      const { $schema: _, $defs = {}, ...schema } = wireForm(message);
      const type = typeOf(schema.$ref ? $defs[schema.$ref.replace("#/$defs/", "")] : schema);
      Object.assign(defs, $defs, { [`${of}.${type}`]: { title: type, ...schema } });
      return { $ref: `#/$defs/${of}.${type}` };
    });
  defs["ClientMessage"] = {
    title: "A message of a client",
    description: "One in each frame, told apart by `type`. Fields that are not known are read past.",
    oneOf: named("client", clientMessage.options),
  };
  defs["RoomMessage"] = {
    title: "A message of the room",
    description: "Told apart by `type`. Read past the fields and types that you do not know: later ones may come.",
    oneOf: named("room", roomMessage.options),
  };
  const message = { $ref: "#/$defs/RoomMessage" };
  defs["RoomFrame"] = {
    title: "A frame of the room",
    description: "One message, or with `batch=1` a list of them in their order.",
    anyOf: [message, { type: "array", items: message }],
  };
  const { $schema: _, $defs = {}, ...join } = wireForm(joinQuery);
  Object.assign(defs, $defs, {
    JoinQuery: {
      title: "The query of GET /ws/{roomId}",
      description: "All optional; what makes no sense counts as not given.",
      ...join,
    },
    CloseCode: {
      title: "Why the room closed a socket",
      oneOf: Object.entries(closeWords).map(([name, description]) => ({
        const: closeCode[name as keyof typeof closeCode],
        description,
      })),
    },
  });
  return {
    $schema: dialect,
    title: "The socket of a room",
    description: `What the WebSocket /ws/{roomId} speaks, protocol ${PROTOCOL}: frames of JSON text. The rules that the messages follow are numbered in protocol/SPEC.md. Positions and lengths count UTF-16 code units.`,
    anyOf: [{ $ref: "#/$defs/ClientMessage" }, { $ref: "#/$defs/RoomFrame" }],
    $defs: Object.fromEntries(Object.entries(defs).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** As it travels, before anything is brought to its normal form. */
const wireForm = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: ({ jsonSchema }) => tidy(jsonSchema) });

function typeOf(schema: z.core.JSONSchema.JSONSchema | undefined): string {
  const type = schema?.properties?.["type"];
  if (typeof type !== "object" || typeof type.const !== "string") throw new Error("A message says its type");
  return type.const;
}
