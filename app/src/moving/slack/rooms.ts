import type { FileTree } from "../file-tree.ts";
import { jsonOf } from "../file-tree.ts";
import { giveIds } from "../give-ids.ts";
import type { Importer } from "../importer.ts";
import type { Row } from "../tables.ts";
import { knownIds, rememberIds } from "./ids.ts";
import type { SlackPeople } from "./people.ts";
import type { SlackChannel } from "./types.ts";

export interface SlackRoom {
  channel: SlackChannel;
  type: "open" | "closed" | "direct";
  /** Where its day files are. */
  folder: string;
  roomId: number;
}

const LISTS = [
  { file: "channels.json", type: "open" },
  { file: "groups.json", type: "closed" },
  { file: "mpims.json", type: "direct" },
  { file: "dms.json", type: "direct" },
] as const;

/** Imports channels, private channels and direct messages as rooms, with their members. */
export async function importRooms(
  importer: Importer,
  tree: FileTree,
  source: string,
  people: SlackPeople,
): Promise<SlackRoom[]> {
  const known = await importer.transact((queries) => knownIds(queries, source, "room"));
  const rooms: SlackRoom[] = [];
  for (const { file, type } of LISTS) {
    if (!tree.names.includes(file)) continue;
    for (const channel of (await jsonOf(tree, file)) as SlackChannel[]) {
      const there = known.get(channel.id);
      importer.report.read("rooms", there === undefined ? 0 : 1);
      if (there !== undefined) importer.report.skipped("rooms", "there already");
      const roomId = there ?? (await importRoom(importer, source, channel, type, people));
      rooms.push({ channel, type, folder: file === "dms.json" ? channel.id : (channel.name ?? channel.id), roomId });
    }
  }
  return rooms;
}

async function importRoom(
  importer: Importer,
  source: string,
  channel: SlackChannel,
  type: SlackRoom["type"],
  people: SlackPeople,
): Promise<number> {
  const members = [...new Set((channel.members ?? []).flatMap((id) => people.id(id) ?? []))].sort((a, b) => a - b);
  const createdAt = new Date((channel.created ?? 0) * 1000).toISOString();
  const row: Row = {
    type,
    name: type === "direct" ? null : (channel.name ?? channel.id).slice(0, 100),
    directKey: type === "direct" ? members.join(",") : null,
    creatorId: people.id(channel.creator ?? "") ?? null,
    lastNumber: 0,
    lastChange: 0,
    lastMessageAt: null,
    createdAt,
    updatedAt: new Date().toISOString(),
  };
  return importer.transact(async (queries) => {
    const within = importer.within(queries);
    const [direct] = await queries.query<{ id: number }>(
      "import.directRoom",
      "select id from rooms where direct_key = $1",
      [row.directKey],
    );
    if (direct) {
      importer.report.read("rooms");
      importer.report.skipped("rooms", "direct rooms of these people are here already");
      row.id = direct.id;
    } else {
      await giveIds(queries, "rooms", [row]);
      await within.add("rooms", [row]);
      await within.add(
        "memberships",
        membershipsOf(channel, type, members, people).map((one) => ({ ...one, roomId: row.id, createdAt })),
      );
    }
    await rememberIds(queries, source, "room", [[channel.id, Number(row.id)]]);
    return Number(row.id);
  });
}

/** An open room is everybody's; who wasn't in the channel doesn't see it until they look for it. */
function membershipsOf(
  { is_archived: archived }: SlackChannel,
  type: SlackRoom["type"],
  members: number[],
  people: SlackPeople,
): Row[] {
  const involvement = type === "direct" ? "everything" : archived ? "invisible" : "mentions";
  const rows: Row[] = members.map((userId) => ({ userId, involvement, readNumber: 0 }));
  if (type !== "open") return rows;
  const others = people.activeIds.filter((id) => !members.includes(id));
  return [...rows, ...others.map((userId) => ({ userId, involvement: "invisible", readNumber: 0 }))];
}
