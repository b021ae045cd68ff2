import { type Call, type Handler, Refusal } from "./fake-call.ts";
import type { FakeRoom } from "./fake-chat.ts";

function found({ server: { chat }, params, user }: Call): FakeRoom {
  const room = chat.room(Number(params[0]), user().id);
  if (!room) throw new Refusal(404, "not_found", "There is no such room.");
  return room;
}

function managed(call: Call): FakeRoom {
  const room = found(call);
  const { id, role } = call.user();
  if (room.type === "direct" || (room.creatorId !== id && role !== "administrator"))
    throw new Refusal(403, "forbidden", "Only who made a room may change it.");
  return room;
}

function tell({ server }: Call, room: FakeRoom, userIds: number[]): void {
  for (const id of userIds) server.tell({ type: "room", room: server.chat.view(room, id) }, [id]);
}

const everybody = ({ server }: Call) => server.chat.users.map(({ id }) => id);

/** What can be done with rooms. */
export const roomCalls: Handler[] = [
  [
    /^POST \/api\/rooms$/,
    (call) => {
      const { body, user, server } = call;
      const { chat } = server;
      const { id, role } = user();
      if (chat.onlyAdministratorsCreateRooms && role !== "administrator" && body.type !== "direct")
        throw new Refusal(403, "forbidden", "Only administrators make rooms.");
      const others: number[] = body.userIds ?? [];
      const { room, made } =
        body.type === "direct"
          ? chat.direct([id, ...others])
          : { room: chat.addRoom(body.name, body.type === "closed" ? [id, ...others] : null, id), made: true };
      tell(call, room, chat.members(room));
      return [made ? 201 : 200, chat.view(room, id)];
    },
  ],
  [
    /^PUT \/api\/rooms\/(\d+)$/,
    (call) => {
      const room = managed(call);
      const { name = room.name, type = room.type } = call.body;
      if (type !== room.type) room.userIds = type === "closed" ? everybody(call) : null;
      Object.assign(room, { name, type });
      tell(call, room, call.server.chat.members(room));
      return [200, call.server.chat.view(room, call.user().id)];
    },
  ],
  [
    /^PUT \/api\/rooms\/(\d+)\/members$/,
    (call) => {
      const room = managed(call);
      const before = call.server.chat.members(room);
      const wanted: number[] = call.body.userIds;
      room.userIds = wanted;
      const gone = before.filter((id) => !wanted.includes(id));
      call.server.tell({ type: "roomRemoved", roomId: room.id }, gone);
      tell(call, room, wanted);
      const { id } = call.user();
      return wanted.includes(id) ? [200, call.server.chat.view(room, id)] : [204];
    },
  ],
  [
    /^DELETE \/api\/rooms\/(\d+)$/,
    (call) => {
      const direct = found(call);
      const room = direct.type === "direct" ? direct : managed(call);
      const { rooms } = call.server.chat;
      rooms.splice(rooms.indexOf(room), 1);
      call.server.tell({ type: "roomRemoved", roomId: room.id }, call.server.chat.members(room));
      return [204];
    },
  ],
  [
    /^PUT \/api\/rooms\/(\d+)\/involvement$/,
    (call) => {
      const room = found(call);
      const { id } = call.user();
      room.involvement.set(id, call.body.involvement);
      tell(call, room, [id]);
      return [204];
    },
  ],
  [/^GET \/api\/rooms\/(\d+)\/messages$/, (call) => [200, call.server.chat.page(found(call), call.url.searchParams)]],
];
