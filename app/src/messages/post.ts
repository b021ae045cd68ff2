import type { AttachmentRow } from "../attachments/entity.ts";
import { Batcher } from "../batcher.ts";
import type { Queries } from "../database/database.ts";
import { isBadData, isContention, isUnavailable } from "../database/errors.ts";
import { AppError } from "../http/errors.ts";
import { type LinkNotes, NO_LINKS } from "../previews/links.ts";
import type { Mention, Message } from "../protocol/entities.ts";
import type { MessageTraces, TraceParent } from "../realtime/message-traces.ts";
import type { Committed, Realtime } from "../realtime/realtime.ts";
import { meantMentions } from "./markdown.ts";
import { findMentions } from "./mentions.ts";
import { listByIds, toMessage } from "./queries.ts";
import { requireKnownSound } from "./sounds.ts";

export interface Post {
  roomId: number;
  creatorId: number;
  clientMessageId: string;
  text: string;
  /** The HTML that the text comes from. */
  source?: string;
  /** False for what a webhook replied. */
  callsWebhooks?: boolean;
  /** Of which `text` is the name; the database has it already. */
  attachment?: AttachmentRow;
}

export interface Posted {
  message: Message;
  /** False when the same client had sent it before. */
  created: boolean;
}

interface Row {
  ordinal: number;
  id: number;
  number: number;
  createdAt: Date;
  created: boolean;
  calls: boolean;
}

interface Taken extends Post {
  mentions: Mention[];
  receivedAt: number;
  trace?: TraceParent;
}

type Outcome = Posted | Error;

/** Told whether the database takes messages, batch by batch. */
export interface StoringObserver {
  worked(): void;
  failed(error: unknown): void;
}

const UNCHANGED = {
  editedAt: null,
  source: null,
  markdown: true,
  boosts: null,
  preview: null,
  attachment: null,
  change: 0,
  deleted: false,
};

const withMentions = ({ mentions, trace: _, ...post }: Taken) => ({
  ...post,
  mentions: mentions.length > 0 ? mentions : null,
});

// At 500 rows a statement takes some 10 ms; larger ones gain little and make everybody wait.
const LARGEST_BATCH = 500;
// When the database can't keep up for seconds, refusing is better than taking memory for what will time out.
const LONGEST_QUEUE = 5_000;

const ANSWER = `select ordinal, id, number, created_at as "createdAt", created, calls`;
const STORED = "post_messages($1, $2, $3, $4, $5, $6, $7)";
const POST = `${ANSWER} from ${STORED}`;
// Most batches have no links, and a statement that could note some costs each.
const POST_WITH_LINKS = `with posted as (select * from ${STORED}),
 noted as (
   insert into link_fetches (message_id, url)
   select posted.id, link.url from posted join unnest($8::text[]) with ordinality as link (url, ordinal) using (ordinal)
   where posted.created and link.url is not null
 )
 ${ANSWER} from posted`;

/** Stores messages in batches, over all rooms; a message is answered once it is committed. */
export class MessagePoster {
  private readonly batcher: Batcher<Taken, Outcome>;
  private readonly queries: Queries;
  private readonly realtime: Realtime;
  private readonly observe: (seconds: number) => void;
  /** Told after each commit that has webhooks to call. */
  onWebhooks: () => void = () => {};
  /** Told after each commit. */
  onPosted: () => void = () => {};
  links: LinkNotes = NO_LINKS;
  /** Where traces are sent. */
  traces: MessageTraces | undefined;
  storing: StoringObserver | undefined;

  /** `observe` is told how long each message took from being taken in to its commit, in seconds. */
  constructor(queries: Queries, realtime: Realtime, observe: (seconds: number) => void = () => {}) {
    this.queries = queries;
    this.realtime = realtime;
    this.observe = observe;
    this.batcher = new Batcher(LARGEST_BATCH, (posts) => this.flush(posts));
  }

  /** Throws `not_found` when the creator is no member, `invalid` for what can't be said, `unavailable` when it may be tried again. */
  async post(post: Post): Promise<Posted> {
    const receivedAt = Date.now();
    if (post.source === undefined && !post.attachment) requireKnownSound(post.text);
    const mentions = post.text.includes("@") && !post.attachment ? await this.mentionsOf(post) : [];
    if (this.batcher.waiting >= LONGEST_QUEUE)
      throw new AppError("unavailable", "Too much is being said. Try again.", 1);
    const outcome = await this.batcher.add({ ...post, mentions, receivedAt, trace: this.traces?.current() });
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  get waiting(): number {
    return this.batcher.waiting;
  }

  idle(): Promise<void> {
    return this.batcher.idle();
  }

  private async mentionsOf({ roomId, text, source }: Post): Promise<Mention[]> {
    try {
      const named = await findMentions(this.queries, roomId, text);
      return source === undefined ? meantMentions(text, named) : named;
    } catch (error) {
      throw isBadData(error) ? new AppError("invalid", "This message can't be stored.") : error;
    }
  }

  private async flush(posts: Taken[]): Promise<Outcome[]> {
    const outcomes = await this.store(posts);
    const committed: Committed[] = [];
    const repeated: number[] = [];
    outcomes.forEach((outcome, index) => {
      if (outcome instanceof Error) return;
      const { receivedAt, trace } = posts[index]!;
      if (outcome.created) committed.push({ message: outcome.message, receivedAt, ...(trace && { trace }) });
      // It may have been committed while the replica that took it lost its connection, and so told nobody.
      else repeated.push(outcome.message.roomId);
    });
    for (const { receivedAt, trace } of committed) {
      this.observe((Date.now() - receivedAt) / 1000);
      if (trace) this.traces?.committed(trace, receivedAt);
    }
    if (committed.length > 0) this.onPosted();
    committed.sort((a, b) => a.message.number - b.message.number);
    this.realtime.messagesCommitted(committed);
    if (repeated.length > 0) this.realtime.roomsInDoubt(repeated);
    return outcomes;
  }

  private async store(posts: Taken[]): Promise<Outcome[]> {
    try {
      const outcomes = await this.insert(posts);
      this.storing?.worked();
      return outcomes;
    } catch (error) {
      if (isContention(error)) return this.store(posts);
      if (isUnavailable(error)) {
        this.storing?.failed(error);
        this.realtime.roomsInDoubt(posts.map((post) => post.roomId));
        throw error;
      }
      if (posts.length === 1) throw isBadData(error) ? new AppError("invalid", "This message can't be stored.") : error;
      // One of them is at fault: halve until it stands alone, so that it fails nobody else.
      const middle = posts.length >> 1;
      const halves = [posts.slice(0, middle), posts.slice(middle)];
      const outcomes: Outcome[] = [];
      for (const half of halves) outcomes.push(...(await this.store(half).catch((cause) => half.map(() => cause))));
      return outcomes;
    }
  }

  private async insert(posts: Taken[]): Promise<Outcome[]> {
    // A file may be called anything.
    const wantsLook = ({ source, attachment }: Taken) => source === undefined && !attachment;
    const links = posts.map((post) => (wantsLook(post) ? this.links.first(post.text) : null));
    const hasLinks = links.some((link) => link !== null);
    const rows = await this.queries.query<Row>(
      hasLinks ? "messages.postLinks" : "messages.post",
      hasLinks ? POST_WITH_LINKS : POST,
      [
        posts.map((post) => post.roomId),
        posts.map((post) => post.creatorId),
        posts.map((post) => post.clientMessageId),
        posts.map((post) => post.text),
        posts.map((post) => post.source ?? null),
        posts.map(({ mentions }) => (mentions.length > 0 ? JSON.stringify(mentions) : null)),
        posts.map((post) => post.callsWebhooks ?? true),
        ...(hasLinks ? [links] : []),
      ],
    );
    if (hasLinks) this.links.noted();
    if (rows.some((row) => row.calls)) this.onWebhooks();
    // What was there already may have been changed since.
    const repeated = await listByIds(
      this.queries,
      rows.filter((row) => !row.created).map((row) => row.id),
    );
    const stored = new Map(repeated.map((message) => [message.id, message]));
    const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]));
    return posts.map((post, index) => {
      const row = byOrdinal.get(index + 1);
      if (!row) return new AppError("not_found", "There is no such room among yours.");
      const message = stored.get(row.id) ?? toMessage({ ...UNCHANGED, ...withMentions(post), ...row });
      return { message, created: row.created };
    });
  }
}
