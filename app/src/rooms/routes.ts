import { Type } from "typebox";
import { findAccount } from "../accounts/accounts.ts";
import { record } from "../audit/record.ts";
import type { Database, Queries, Transactions } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
import type { ReadMarks } from "../messages/read-marks.ts";
import { Id, Room } from "../protocol/entities.ts";
import { NewRoom, ReadMark } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import type { Viewer } from "../sessions/queries.ts";
import { createClosedRoom } from "./administration.ts";
import { findRoom } from "./queries.ts";
import { createOpenRoom, openDirectRoom } from "./rooms.ts";

export const RoomParams = Type.Object({ roomId: Id });

export function roomRoutes(
  app: App,
  { database, realtime, readMarks }: { database: Database; realtime: Realtime; readMarks: ReadMarks },
): void {
  app.post("/api/rooms", { schema: { body: NewRoom, response: { "2xx": Room } } }, async (request, reply) => {
    const { userId } = request.viewer;
    const { type, name, userIds } = request.body;
    if (type !== "direct") {
      if (name === undefined) throw new AppError("invalid", "A room needs a name.");
      await requireRoomMaker(database, request.viewer);
      const made = (within: Transactions, roomId: number) =>
        record(within, request, { kind: "room.made", roomId, details: { name: name.trim(), type } });
      if (type === "open") {
        const roomId = await database.transaction(async (within) => {
          const id = await createOpenRoom(within, userId, name);
          await made(within, id);
          return id;
        });
        realtime.reachChanged(null, [roomId]);
        return reply.code(201).send((await findRoom(database, roomId, userId))!);
      }
      const { roomId, userIds: members } = await database.transaction(async (within) => {
        const room = await createClosedRoom(within, userId, name, userIds ?? []);
        await made(within, room.roomId);
        return room;
      });
      realtime.reachChanged(members, [roomId]);
      return reply.code(201).send((await findRoom(database, roomId, userId))!);
    }
    if (!userIds) throw new AppError("invalid", "A direct room needs userIds: with whom? Nobody is with oneself.");
    const { roomId, userIds: members, created } = await openDirectRoom(database, userId, userIds);
    if (created) realtime.reachChanged(members, [roomId]);
    return reply.code(created ? 201 : 200).send((await findRoom(database, roomId, userId))!);
  });

  app.put("/api/rooms/:roomId/read", { schema: { params: RoomParams, body: ReadMark } }, async (request, reply) => {
    const { roomId } = request.params;
    const mark = { roomId, userId: request.viewer.userId, number: request.body.number };
    if (!(await readMarks.mark(mark))) throw new AppError("not_found", "There is no such room among yours.");
    return reply.code(204).send();
  });
}

async function requireRoomMaker(queries: Queries, { role }: Viewer): Promise<void> {
  if (role === "administrator" || !(await findAccount(queries))?.onlyAdministratorsCreateRooms) return;
  throw new AppError("forbidden", "Only administrators make rooms here.");
}
