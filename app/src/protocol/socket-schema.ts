import { ClientFrames, ServerEvents } from "./frames.ts";
import { NAMED, withReferences } from "./references.ts";

const refer = (name: string) => `#/$defs/${name}`;
const capital = (name: string) => name[0]!.toUpperCase() + name.slice(1);

/** JSON Schema of what goes over the WebSocket, both ways: docs/protocol.schema.json. */
export function socketSchema(): object {
  const named = (suffix: string, frames: Record<string, object>) =>
    Object.fromEntries(
      Object.entries(frames).map(([type, frame]) => [`${capital(type)}${suffix}`, withReferences(frame, refer)]),
    );
  const [client, server] = [named("Frame", ClientFrames), named("Event", ServerEvents)];
  const anyOf = (schemas: object) => ({ anyOf: Object.keys(schemas).map((name) => ({ $ref: refer(name) })) });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $comment: "Written by `npm run docs -w app` from app/src/protocol/. docs/protocol.md explains it.",
    title: "The frames of the WebSocket /ws",
    description: "A text frame of a client is one ClientFrame, one of the server is a ServerFrame.",
    anyOf: [{ $ref: refer("ClientFrame") }, { $ref: refer("ServerFrame") }],
    $defs: {
      ClientFrame: anyOf(client),
      ServerFrame: { type: "array", items: { $ref: refer("ServerEvent") }, minItems: 1 },
      ServerEvent: anyOf(server),
      ...client,
      ...server,
      ...Object.fromEntries(Object.entries(NAMED).map(([name, entity]) => [name, withReferences(entity, refer)])),
    },
  };
}
