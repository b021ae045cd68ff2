import { Type } from "typebox";
import { record } from "../audit/record.ts";
import type { Database } from "../database/database.ts";
import type { App } from "../http/app.ts";
import { AppError } from "../http/errors.ts";
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
      const { name, type } = request.body;
      await database.transaction(async (within) => {
        const before = await changeRoom(within, request.viewer, roomId, request.body);
        if (name !== undefined && name.trim() !== before.name)
          await record(within, request, { kind: "room.renamed", roomId, details: { name: name.trim() } });
        if (type !== undefined && type !== before.type)
          await record(within, request, { kind: "room.converted", roomId, details: { type } });
      });
      if (type === "open") realtime.reachChanged(null, [roomId]);
      realtime.roomsChanged([roomId], null);
      return (await findRoom(database, roomId, request.viewer.userId))!;
    },
  );

  app.put(
    "/api/rooms/:roomId/members",
    { schema: { params: RoomParams, body: ChangedMembers, response: { 200: Room, 204: Type.Null() } } },
    async (request, reply) => {
      const { roomId } = request.params;
      const { added, removed } = await database.transaction(async (within) => {
        const details = await setMembers(within, request.viewer, roomId, request.body.userIds);
        if (details.added.length + details.removed.length > 0)
          await record(within, request, { kind: "room.members_changed", roomId, details });
        return details;
      });
      realtime.reachChanged([...removed, ...added], [roomId]);
      realtime.roomsChanged([roomId], null);
      const room = await findRoom(database, roomId, request.viewer.userId);
      return room ?? reply.code(204).send(null);
    },
  );

  app.delete("/api/rooms/:roomId", { schema: { params: RoomParams } }, async (request, reply) => {
    const { roomId } = request.params;
    const members = await listMembers(database, roomId);
    await database.transaction(async (within) => {
      const { name, type } = await removeRoom(within, request.viewer, roomId);
      // Who talks with whom is theirs.
      if (type !== "direct") await record(within, request, { kind: "room.removed", roomId, details: { name } });
    });
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
