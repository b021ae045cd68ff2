import type { Message } from "../../src/protocol.ts";
import { type Call, type Handler, Refusal } from "./fake-call.ts";

function found({ server: { chat }, params, user }: Call): Message {
  const { id } = user();
  const reachable = chat.rooms.filter((room) => chat.reachable(room, id));
  const message = reachable.flatMap((room) => room.messages).find((candidate) => candidate.id === Number(params[0]));
  if (!message || message.deleted) throw new Refusal(404, "not_found", "There is no such message.");
  return message;
}

function changeable(call: Call): Message {
  const message = found(call);
  const { id, role } = call.user();
  if (message.creatorId !== id && role !== "administrator")
    throw new Refusal(403, "forbidden", "Only who wrote a message may change it.");
  return message;
}

/** What can be done with one message. */
export const messageCalls: Handler[] = [
  [
    /^GET \/api\/search$/,
    ({ server, user, url }) => [200, { messages: server.chat.search(user(), url.searchParams.get("query") ?? "") }],
  ],
  [/^GET \/api\/searches$/, ({ server, user }) => [200, { queries: server.chat.searches.get(user().id) ?? [] }]],
  [
    /^DELETE \/api\/searches$/,
    ({ server, user }) => {
      server.chat.searches.delete(user().id);
      return [204];
    },
  ],
  [/^GET \/api\/messages\/(\d+)$/, (call) => [200, found(call)]],
  [
    /^PUT \/api\/messages\/(\d+)$/,
    (call) => {
      const news = { ...call.server.chat.written(call.body.text), editedAt: new Date().toISOString() };
      return [200, call.server.change(changeable(call), news)];
    },
  ],
  [
    /^DELETE \/api\/messages\/(\d+)$/,
    (call) => {
      call.server.change(changeable(call), { text: "", html: "", boosts: [], deleted: true });
      return [204];
    },
  ],
  [
    /^DELETE \/api\/messages\/(\d+)\/preview$/,
    (call) => {
      call.server.showLink(changeable(call), undefined);
      return [204];
    },
  ],
  [
    /^POST \/api\/messages\/(\d+)\/boosts$/,
    (call) => {
      const message = found(call);
      const { content } = call.body;
      const id = call.server.chat.newId();
      const boost = { id, userId: call.user().id, content, createdAt: new Date().toISOString() };
      call.server.change(message, { boosts: [...(message.boosts ?? []), boost] });
      return [201, boost];
    },
  ],
  [
    /^DELETE \/api\/messages\/(\d+)\/boosts\/(\d+)$/,
    (call) => {
      const message = found(call);
      const boost = message.boosts?.find(({ id }) => id === Number(call.params[1]));
      if (boost?.userId !== call.user().id) throw new Refusal(404, "not_found", "There is no such boost of yours.");
      call.server.change(message, { boosts: message.boosts!.filter((other) => other !== boost) });
      return [204];
    },
  ],
];
