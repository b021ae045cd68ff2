import { randomBytes } from "node:crypto";
import { newJoinCode } from "../../accounts/accounts.ts";
import type { Row } from "../tables.ts";
import { type SqliteRow, timeOf } from "./database.ts";

const ROLES = ["member", "administrator", "bot"];
const STATUSES = ["active", "deactivated", "banned"];

export function accountRow(row: SqliteRow): Row {
  const settings = JSON.parse(String(row.settings ?? "{}")) as { restrict_room_creation_to_administrators?: boolean };
  return {
    singleton: true,
    name: row.name,
    joinCode: row.join_code ?? newJoinCode(),
    onlyAdministratorsCreateRooms: settings?.restrict_room_creation_to_administrators === true,
    createdAt: timeOf(row.created_at),
  };
}

export function userRow(row: SqliteRow): Row {
  // Older versions have `active` instead.
  const status = STATUSES[Number(row.status ?? (row.active === 0 ? 1 : 0))] ?? "deactivated";
  const role = ROLES[Number(row.role)] ?? "member";
  const gone = status === "deactivated";
  return {
    id: row.id,
    name: row.name,
    // Campfire renames the address of who was deactivated; here it is free again.
    email: gone || role === "bot" ? null : row.email_address,
    role: status === "active" ? role : role === "bot" ? "bot" : "member",
    status,
    bio: row.bio ?? "",
    passwordHash: gone ? null : row.password_digest,
    botKey: gone ? null : row.bot_token,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

/** `member_ids` are those of its members, by commas. */
export function roomRow(row: SqliteRow, people: Map<number, string>): Row {
  const type = String(row.type).replace("Rooms::", "").toLowerCase();
  const memberIds = String(row.member_ids ?? "")
    .split(",")
    .filter(Boolean)
    .map(Number)
    .sort((a, b) => a - b);
  return {
    id: row.id,
    type,
    name: type === "direct" ? null : row.name || "Room",
    directKey: type === "direct" ? memberIds.join(",") : null,
    creatorId: people.has(Number(row.creator_id)) ? row.creator_id : null,
    lastNumber: 0,
    lastChange: 0,
    lastMessageAt: null,
    createdAt: timeOf(row.created_at),
    updatedAt: timeOf(row.updated_at),
  };
}

/** `read_number` counts the messages before the first that is unread. */
export function membershipRow(row: SqliteRow): Row {
  return {
    roomId: row.room_id,
    userId: row.user_id,
    involvement: row.involvement ?? "mentions",
    readNumber: row.read_number,
    createdAt: timeOf(row.created_at),
  };
}

export function boostRow(row: SqliteRow): Row {
  const { id, message_id: messageId, booster_id: creatorId, content, created_at: createdAt } = row;
  return { id, messageId, creatorId, content, createdAt: timeOf(createdAt) };
}

export function webhookRow(row: SqliteRow): Row {
  return { userId: row.user_id, url: row.url, secret: randomBytes(24).toString("base64url") };
}

export function searchRow(row: SqliteRow): Row {
  return { id: row.id, userId: row.user_id, query: row.query, searchedAt: timeOf(row.updated_at) };
}
