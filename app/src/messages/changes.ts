import pLimit, { type LimitFunction } from "p-limit";
import { deleteAttachmentOf, replaceFile, type StoredAttachment } from "../attachments/queries.ts";
import type { Database, Queries } from "../database/database.ts";
import { AppError } from "../http/errors.ts";
import { type LinkNotes, NO_LINKS } from "../previews/links.ts";
import type { Preview } from "../previews/look.ts";
import { finishFetch, forgetPreview, insertPreview, type LinkFetch, takePreview } from "../previews/queries.ts";
import type { Boost, Message, Role } from "../protocol/entities.ts";
import type { Realtime } from "../realtime/realtime.ts";
import { meantMentions } from "./markdown.ts";
import { findMentions } from "./mentions.ts";
import { findMessageRow, listByIds, type MessageRow } from "./queries.ts";
import { requireKnownSound } from "./sounds.ts";

export interface Actor {
  userId: number;
  role: Role;
}

/** What happens to messages after they were posted. Each throws `not_found` for a message that isn't the actor's to see. */
export class MessageChanges {
  links: LinkNotes = NO_LINKS;
  private readonly database: Database;
  private readonly realtime: Realtime;
  private readonly lanes: LimitFunction;

  /** At most a quarter of `connections` are taken at a time: changes of a room wait for each other, and would take all while they do. */
  constructor(database: Database, realtime: Realtime, connections: number) {
    this.database = database;
    this.realtime = realtime;
    this.lanes = pLimit(Math.max(1, connections >> 2));
  }

  /** The text is Markdown, or comes from the HTML `source`. Throws `forbidden` unless it is the actor's or they administer. */
  async edit(actor: Actor, id: number, { text, source = null }: { text: string; source?: string | null }) {
    if (source === null) requireKnownSound(text);
    const link = source === null ? this.links.first(text) : null;
    const { message } = await this.change(actor, id, async (queries, before) => {
      requireOwn(actor, before);
      if (before.attachment) throw new AppError("invalid", "A file has no text to edit. Delete it and send another.");
      const linkBefore = before.source === null ? this.links.first(before.text) : null;
      // A preview that somebody took away stays away while the link is the same.
      if (link !== linkBefore) await forgetPreview(queries, id, link);
      const named = await findMentions(queries, before.roomId, text);
      const mentions = source === null ? meantMentions(text, named) : named;
      await queries.query(
        "messages.edit",
        "update messages set body = $2, source = $3, mentions = $4, markdown = true, edited_at = now() where id = $1",
        [id, text, source, mentions.length > 0 ? JSON.stringify(mentions) : null],
      );
    });
    if (link !== null) this.links.noted();
    return message;
  }

  /** Makes the message a file's, whatever it was before. Throws `forbidden` as `edit`. */
  async replaceFile(actor: Actor, id: number, file: StoredAttachment): Promise<Message> {
    const { message } = await this.change(actor, id, async (queries, before) => {
      requireOwn(actor, before);
      await forgetPreview(queries, id, null);
      await replaceFile(queries, before, file);
      await queries.query(
        "messages.replaceFile",
        "update messages set body = $2, source = null, mentions = null, edited_at = now() where id = $1",
        [id, file.name],
      );
    });
    return message;
  }

  /** Takes away what the message shows of its link. Throws `not_found` when it shows nothing, `forbidden` as `edit`. */
  async removePreview(actor: Actor, id: number): Promise<void> {
    await this.change(actor, id, async (queries, before) => {
      requireOwn(actor, before);
      if (!(await takePreview(queries, id))) throw new AppError("not_found", "This message shows no link.");
    });
  }

  /** Its place and number stay, nothing of what it said does. Throws `forbidden` as `edit`. */
  async delete(actor: Actor, id: number): Promise<void> {
    await this.change(actor, id, async (queries, before) => {
      requireOwn(actor, before);
      await forgetPreview(queries, id, null);
      await deleteAttachmentOf(queries, id);
      await queries.query("boosts.deleteAll", "delete from boosts where message_id = $1", [id]);
      await queries.query(
        "messages.delete",
        "update messages set body = '', source = null, mentions = null, deleted_at = now() where id = $1",
        [id],
      );
    });
  }

  async boost(actor: Actor, id: number, content: string): Promise<{ message: Message; boost: Boost }> {
    const { message, result } = await this.change(actor, id, async (queries) => {
      const [row] = await queries.query<{ id: number }>(
        "boosts.insert",
        "insert into boosts (message_id, creator_id, content) values ($1, $2, $3) returning id",
        [id, actor.userId, content.trim()],
      );
      return row!.id;
    });
    return { message, boost: message.boosts!.find((boost) => boost.id === result)! };
  }

  /** Throws `not_found` for a boost that isn't the actor's. */
  async withdrawBoost(actor: Actor, id: number, boostId: number): Promise<void> {
    await this.change(actor, id, async (queries) => {
      const gone = await queries.query(
        "boosts.delete",
        "delete from boosts where id = $1 and message_id = $2 and creator_id = $3 returning id",
        [boostId, id, actor.userId],
      );
      if (gone.length === 0) throw new AppError("not_found", "There is no such boost of yours.");
    });
  }

  /** Shows what the message's link leads to, unless it was edited or deleted meanwhile. */
  async addPreview(fetch: LinkFetch, preview: Preview): Promise<void> {
    const transaction = async (queries: Queries) => {
      await lockRoom(queries, fetch.messageId);
      if (!(await finishFetch(queries, fetch))) return null;
      await insertPreview(queries, fetch, preview);
      return numbered(queries, fetch.messageId);
    };
    const message = await this.lanes(() => this.database.transaction(transaction));
    if (message) this.realtime.messageChanged(message);
  }

  private async change<T>(
    actor: Actor,
    id: number,
    work: (queries: Queries, before: MessageRow) => Promise<T>,
  ): Promise<{ message: Message; result: T }> {
    const transaction = async (queries: Queries) => {
      await lockRoom(queries, id);
      const before = await findMessageRow(queries, id, actor.userId);
      if (!before || before.deleted) throw new AppError("not_found", "There is no such message in your rooms.");
      const result = await work(queries, before);
      return { message: await numbered(queries, id), result };
    };
    const outcome = await this.lanes(() => this.database.transaction(transaction));
    this.realtime.messageChanged(outcome.message);
    return outcome;
  }
}

/** The room's row is what changes wait for: they become visible in the order of their numbers. */
async function lockRoom(queries: Queries, messageId: number): Promise<void> {
  const sql = `select from rooms where id = (select room_id from messages where id = $1) for no key update`;
  await queries.query("rooms.lockOfMessage", sql, [messageId]);
}

/** Gives what just changed the next number of its room's changes; the message as it is now. */
async function numbered(queries: Queries, id: number): Promise<Message> {
  await queries.query(
    "messages.change",
    `with room as (
       update rooms set last_change = last_change + 1 where id = (select room_id from messages where id = $1)
       returning id, last_change
     )
     update messages set change = room.last_change from room where room.id = room_id and messages.id = $1`,
    [id],
  );
  const [message] = await listByIds(queries, [id]);
  return message!;
}

function requireOwn({ userId, role }: Actor, { creatorId }: MessageRow): void {
  if (creatorId === userId || role === "administrator") return;
  throw new AppError("forbidden", "Only who wrote a message, and administrators, may change it.");
}
