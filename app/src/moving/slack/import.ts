import { findAccount } from "../../accounts/accounts.ts";
import type { Queries } from "../../database/database.ts";
import { ImportError } from "../errors.ts";
import { jsonOf, openTree } from "../file-tree.ts";
import type { Importer } from "../importer.ts";
import { SlackMessages } from "./messages.ts";
import { SlackPeople } from "./people.ts";
import { importRooms, type SlackRoom } from "./rooms.ts";
import type { SlackUser } from "./types.ts";

/** Imports a Slack export, a zip or the folder that it unpacks to, into a chat that is set up. */
export async function importSlack(importer: Importer, path: string): Promise<void> {
  if (!(await importer.transact(findAccount))) {
    throw new ImportError(
      "import_not_set_up",
      "Slack's export names no chat to make. Run campfire create-admin first.",
    );
  }
  const tree = await openTree(path);
  try {
    const users = (await jsonOf(tree, "users.json")) as SlackUser[];
    const source = `slack:${users.find(({ team_id: team }) => team)?.team_id ?? ""}`;
    const people = new SlackPeople(importer, source);
    await people.add(users);
    const rooms = await importRooms(importer, tree, source, people);
    const messages = new SlackMessages(importer, tree, people, rooms);
    for (const room of rooms) await messages.importRoom(room);
    await importer.transact((queries) => markRead(queries, rooms));
  } finally {
    tree.close();
  }
}

/** What was said elsewhere, long ago, is news to nobody. */
async function markRead(queries: Queries, rooms: SlackRoom[]): Promise<void> {
  await queries.query(
    "import.markRead",
    `update memberships set read_number = rooms.last_number from rooms
     where rooms.id = memberships.room_id and rooms.id = any ($1) and read_number = 0`,
    [rooms.map(({ roomId }) => roomId)],
  );
}
