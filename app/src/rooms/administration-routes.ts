import { Type } from "typebox";
import type { Database } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import type { App } from "../http/server.ts";
import { Room } from "../protocol/entities.ts";
import { ChangedInvolvement, ChangedMembers, ChangedRoom } from "../protocol/requests.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { changeRoom, removeRoom, setMembers } from "./administration.ts";
import { findRoom, listMembers, setInvolvement } from "./queries.ts";
import { RoomParams } from "./routes.ts";

/** What happens to rooms after they were made, and how much of them each member wants to hear. */
export function roomAdministrationRoutes(
  app: App,
  { database, realtime }: { database: Database; realtime: Realtime },
): void {
  app.put(
    "/api/rooms/:roomId",
    { schema: { params: RoomParams, body: ChangedRoom, response: { 200: Room } } },
    async (request) => {
      const { roomId } = request.params;
      await changeRoom(database, request.viewer, roomId, request.body);
      if (request.body.type === "open") realtime.reachChanged(null, [roomId]);
      realtime.roomsChanged([roomId], null);
      return (await findRoom(database, roomId, request.viewer.userId))!;
    },
  );

  app.put(
    "/api/rooms/:roomId/members",
    { schema: { params: RoomParams, body: ChangedMembers, response: { 200: Room, 204: Type.Null() } } },
    async (request, reply) => {
      const { roomId } = request.params;
      const { changed } = await setMembers(database, request.viewer, roomId, request.body.userIds);
      realtime.reachChanged(changed, [roomId]);
      realtime.roomsChanged([roomId], null);
      const room = await findRoom(database, roomId, request.viewer.userId);
      return room ?? reply.code(204).send(null);
    },
  );

  app.delete("/api/rooms/:roomId", { schema: { params: RoomParams } }, async (request, reply) => {
    const { roomId } = request.params;
    const members = await listMembers(database, roomId);
    await removeRoom(database, request.viewer, roomId);
    realtime.reachChanged(members, [roomId]);
    return reply.code(204).send();
  });

  app.put(
    "/api/rooms/:roomId/involvement",
    { schema: { params: RoomParams, body: ChangedInvolvement } },
    async (request, reply) => {
      const { roomId } = request.params;
      const { userId } = request.viewer;
      if (!(await setInvolvement(database, roomId, userId, request.body.involvement))) {
        throw new AppError("not_found", "There is no such room among yours.");
      }
      realtime.roomsChanged([roomId], [userId]);
      return reply.code(204).send();
    },
  );
}
