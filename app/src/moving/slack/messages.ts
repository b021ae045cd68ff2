import { locateMentions } from "../../messages/mentions.ts";
import { type FileTree, jsonOf } from "../file-tree.ts";
import { giveIds } from "../give-ids.ts";
import { type Importer, THERE } from "../importer.ts";
import type { Row } from "../tables.ts";
import { boostOf } from "./emoji.ts";
import { readMrkdwn } from "./mrkdwn.ts";
import type { SlackPeople } from "./people.ts";
import type { SlackRoom } from "./rooms.ts";
import { type SlackMessage, timeOf } from "./types.ts";

const AT_ONCE = 500;
const LONGEST_QUOTE = 120;

// The others are notices of Slack: who joined, what the topic is, what was pinned.
const SAID = new Set([
  undefined,
  "bot_message",
  "me_message",
  "thread_broadcast",
  "file_share",
  "file_comment",
  "file_mention",
  "reply_broadcast",
]);

interface Said {
  message: SlackMessage;
  row: Row;
}

/** Imports what was said in one room, in the order in which it was. Threads are flattened: each answer quotes what it answers. */
export class SlackMessages {
  private readonly importer: Importer;
  private readonly tree: FileTree;
  private readonly people: SlackPeople;
  private readonly channels: Map<string, string>;

  constructor(importer: Importer, tree: FileTree, people: SlackPeople, rooms: SlackRoom[]) {
    this.importer = importer;
    this.tree = tree;
    this.people = people;
    this.channels = new Map(rooms.map(({ channel }) => [channel.id, channel.name ?? channel.id]));
  }

  async importRoom(room: SlackRoom): Promise<void> {
    const days = this.tree.names.filter(
      (name) => name.startsWith(`${room.folder}/`) && /\/\d{4}-\d\d-\d\d\.json$/.test(name),
    );
    const begun = new Map<string, string>();
    for (const day of days) {
      const messages = ((await jsonOf(this.tree, day)) as SlackMessage[]).toSorted(
        (a, b) => Number(a.ts) - Number(b.ts),
      );
      for (let start = 0; start < messages.length; start += AT_ONCE) {
        await this.add(room, messages.slice(start, start + AT_ONCE), begun);
      }
    }
  }

  private async add(room: SlackRoom, messages: SlackMessage[], begun: Map<string, string>): Promise<void> {
    const { report, transact } = this.importer;
    const said: Said[] = [];
    for (const message of messages) {
      if (!SAID.has(message.subtype) || message.type !== "message") {
        report.read("messages");
        report.skipped("messages", message.subtype === "tombstone" ? "deleted in Slack" : "notices of Slack");
        continue;
      }
      said.push({ message, row: await this.rowOf(room, message, begun) });
    }
    await transact(async (queries) => {
      const there = await queries.query<{ key: string }>(
        "import.messagesThere",
        "select client_message_id as key from messages where room_id = $1 and client_message_id = any ($2)",
        [room.roomId, said.map(({ row }) => row.clientMessageId)],
      );
      const known = new Set(there.map(({ key }) => key));
      const fresh = said.filter(({ row }) => !known.has(String(row.clientMessageId)));
      report.read("messages", said.length - fresh.length);
      if (fresh.length < said.length) report.skipped("messages", THERE, said.length - fresh.length);
      const rows = fresh.map(({ row }) => row);
      await giveIds(queries, "messages", rows);
      const within = this.importer.within(queries);
      await within.add("messages", rows);
      const boosts = fresh.flatMap((one) => this.boostsOf(one));
      await giveIds(queries, "boosts", boosts);
      await within.add("boosts", boosts);
    });
  }

  private async rowOf(room: SlackRoom, message: SlackMessage, begun: Map<string, string>): Promise<Row> {
    const creatorId = await this.people.creatorOf(message);
    const text = this.textOf(message);
    const { ts, thread_ts: thread, edited } = message;
    if (thread === ts) begun.set(ts, text);
    const question = thread !== undefined && thread !== ts ? begun.get(thread) : undefined;
    const body = question === undefined ? text : `> ${shorten(question)}\n\n${text}`;
    const names = mentionedIn(message.text ?? "").flatMap((slackId) => {
      const [id, name] = [this.people.id(slackId), this.people.name(slackId)];
      return id === undefined || name === undefined ? [] : [{ id, name }];
    });
    const mentions = locateMentions(body, names);
    return {
      roomId: room.roomId,
      creatorId,
      clientMessageId: `slack:${room.channel.id}:${ts}`,
      body,
      source: null,
      markdown: true,
      mentions: mentions.length > 0 ? mentions : null,
      createdAt: timeOf(ts),
      editedAt: edited?.ts ? timeOf(edited.ts) : null,
      deletedAt: null,
    };
  }

  /** What it says, and where its files are: an export has only their addresses. */
  private textOf({ text = "", files = [], attachments = [] }: SlackMessage): string {
    const names = { user: (id: string) => this.people.name(id), channel: (id: string) => this.channels.get(id) };
    const read = (source: string) => readMrkdwn(source, names).replaceAll("\u0000", "").trim();
    const linked = files.map(({ name, title, permalink, url_private: url, mode }) => {
      const called = name ?? title ?? "file";
      if (mode === "tombstone" || !(permalink ?? url)) return `${called} (deleted in Slack)`;
      return `${called}: ${permalink ?? url}`;
    });
    if (files.length > 0) this.importer.report.note("files came as links to Slack", files.length);
    // Bots often say everything in these.
    const attached =
      text.trim() === "" ? attachments.map((one) => read(one.text || one.fallback || one.title || "")) : [];
    return [read(text), ...attached, ...linked].filter(Boolean).join("\n");
  }

  private boostsOf({ message: { reactions = [] }, row }: Said): Row[] {
    return reactions.flatMap(({ name, users = [] }) =>
      users.flatMap((slackId): Row[] => {
        const creatorId = this.people.id(slackId);
        if (creatorId !== undefined)
          return [{ messageId: row.id, creatorId, content: boostOf(name), createdAt: row.createdAt }];
        this.importer.report.read("boosts");
        this.importer.report.skipped("boosts", "of people that the export doesn't name");
        return [];
      }),
    );
  }
}

const mentionedIn = (text: string) => [...text.matchAll(/<@(\w+)/g)].map(([, id]) => id!);

function shorten(text: string): string {
  const line = [...text.replaceAll(/\s+/g, " ").trim()];
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE).join("")}…` : line.join("");
}
