import { type Static, Type } from "typebox";
import { Id } from "./entities.ts";

const OrNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** One thing that happened. Names are those that people have now. */
export const AuditEntry = Type.Object({
  id: Id,
  at: Type.String({ format: "date-time" }),
  kind: Type.String(),
  actorId: OrNull(Id),
  actorName: OrNull(Type.String()),
  userId: OrNull(Id),
  userName: OrNull(Type.String()),
  roomId: OrNull(Id),
  address: OrNull(Type.String()),
  requestId: OrNull(Type.String()),
  details: OrNull(Type.Record(Type.String(), Type.Unknown())),
});

export const AuditPage = Type.Object({ events: Type.Array(AuditEntry), more: Type.Boolean() });

const filter = {
  kind: Type.Optional(Type.String({ pattern: "^[a-z_]{1,30}(\\.[a-z_]{1,30})?$" })),
  person: Type.Optional(Id),
};
export const AuditQuery = Type.Object({
  ...filter,
  before: Type.Optional(Id),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
});
export const AuditDownload = Type.Object({ ...filter, format: Type.Optional(Type.Enum(["csv", "json"])) });

export type AuditEntry = Static<typeof AuditEntry>;
export type AuditPage = Static<typeof AuditPage>;
