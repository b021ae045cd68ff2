import type { Attachments } from "../attachments/attachments.ts";
import type { Queries } from "../database/database.ts";
import { toAppError } from "../http/errors.ts";
import { JobRunner } from "../job-runner.ts";
import type { Log } from "../log.ts";
import { withoutAttachmentTags } from "../messages/attachment-tags.ts";
import { htmlToText } from "../messages/bot-html.ts";
import type { MessagePoster } from "../messages/post.ts";
import { listByIds } from "../messages/queries.ts";
import { findUser } from "../users/queries.ts";
import { type Answer, PrivateAddress, post, TimedOut } from "./outgoing.ts";
import { payloadOf, sign } from "./payload.ts";
import { dropExcessCalls, finishCall, postponeCall, QUEUE, takeCalls, type WebhookCall } from "./queries.ts";
import { type Reply, replyOf } from "./reply.ts";

/** For which a webhook may be silent; an answer that comes bit by bit may take longer. */
const SILENCE_MS = 7_000;
const TIMEOUT_MS = 45_000;
const TIMEOUT_REPLY = "Failed to respond within 7 seconds";
// In memory, since a file that doesn't come whole within the time isn't posted at all.
const LARGEST_ANSWER = 8_388_608;
const AT_ONCE = 10;
// Longer than a call and the storing of its answer can take.
const LEASE_SECONDS = 60;
/** Seconds until the next try after the first, second and third. */
const RETRIES = [5, 30, 300];

/** Calls the webhooks that posting noted down, and posts what they answer. Any replica calls any of them. */
export class WebhookCaller {
  private readonly queries: Queries;
  private readonly poster: MessagePoster;
  private readonly attachments: Attachments;
  private readonly allowPrivate: boolean;
  private readonly log: Log;
  private readonly runner: JobRunner<WebhookCall>;

  constructor(
    queries: Queries,
    poster: MessagePoster,
    attachments: Attachments,
    { allowPrivate, log }: { allowPrivate: boolean; log: Log },
  ) {
    this.queries = queries;
    this.poster = poster;
    this.attachments = attachments;
    this.allowPrivate = allowPrivate;
    this.log = log;
    this.runner = new JobRunner({
      what: "webhooks to call",
      atOnce: AT_ONCE,
      share: QUEUE.share,
      ownerOf: ({ botId }) => botId,
      take: (limit, underWay) => takeCalls(queries, limit, underWay, LEASE_SECONDS),
      crowded: async (botIds) => {
        const dropped = Map.groupBy(await dropExcessCalls(queries, botIds), (botId) => botId);
        for (const [botId, { length: calls }] of dropped)
          log.warn({ botId, calls }, "a bot doesn't keep up: the oldest calls of its webhook were dropped");
      },
      handle: (call) => this.call(call),
      failed: (call, error) =>
        log.warn({ err: error, botId: call.botId, call: call.id }, "a webhook call could not be finished"),
      log,
    });
  }

  /** Looks for calls whenever this replica noted some down, and now and then for what others left. */
  start(): void {
    this.poster.onWebhooks = () => this.runner.look();
    this.runner.start();
  }

  /** Takes no more calls and waits so long for those under way. */
  stop(withinMs: number): Promise<void> {
    return this.runner.stop(withinMs);
  }

  private async call(call: WebhookCall): Promise<void> {
    const [message] = await listByIds(this.queries, [call.messageId]);
    const creator = message && !message.deleted ? await findUser(this.queries, message.creatorId) : null;
    if (!message || !creator) return finishCall(this.queries, call.id);
    const outcome = await this.send(call, payloadOf(call, message, creator));
    const retry = RETRIES[call.attempt - 1];
    if (outcome === "again" && retry !== undefined) return postponeCall(this.queries, call.id, retry);
    const reply = this.readReply(call, outcome);
    if (reply) await this.reply(call, message.roomId, reply);
    await finishCall(this.queries, call.id);
  }

  private readReply(call: WebhookCall, outcome: Answer | "again" | "timed out"): Reply | null {
    if (outcome === "again") return null;
    if (outcome === "timed out") return { html: TIMEOUT_REPLY };
    try {
      return replyOf(outcome);
    } catch (error) {
      this.log.warn({ err: error, botId: call.botId, call: call.id }, "a webhook's answer could not be posted");
      return null;
    }
  }

  private async send(call: WebhookCall, body: string): Promise<Answer | "again" | "timed out"> {
    const { id, attempt, botId } = call;
    const headers = {
      "content-type": "application/json",
      "user-agent": "Campfire-Webhook",
      "x-campfire-delivery": String(id),
      "x-campfire-signature": sign(call.secret, body, Math.floor(Date.now() / 1000)),
    };
    const options = { headers, body, timeoutMs: TIMEOUT_MS, silenceMs: SILENCE_MS, largestAnswer: LARGEST_ANSWER };
    try {
      const answer = await post(new URL(call.url), { ...options, allowPrivate: this.allowPrivate });
      if (answer.status !== 429 && answer.status < 500) return answer;
      this.log.warn({ botId, call: id, attempt, status: answer.status }, "a webhook failed");
    } catch (error) {
      this.log.warn({ err: error, botId, call: id, attempt }, "a webhook could not be called");
      if (error instanceof TimedOut) return "timed out";
      if (error instanceof PrivateAddress) return { status: 0, contentType: null, body: Buffer.alloc(0), cut: false };
    }
    return "again";
  }

  /** The same call posts the same answer once, however many times it is made. */
  private async reply(call: WebhookCall, roomId: number, reply: Reply): Promise<void> {
    const client = { roomId, creatorId: call.botId, clientMessageId: `webhook.${call.id}`, callsWebhooks: false };
    try {
      if ("html" in reply) {
        const source = await withoutAttachmentTags(this.queries, reply.html);
        await this.poster.post({ ...client, source, text: htmlToText(source) });
      }
      if ("file" in reply && !(await this.attachments.sentBefore(client)))
        await this.attachments.post(client, (store) => store(reply.file));
    } catch (error) {
      // Removed from the room meanwhile, or an answer that can't be stored: trying again won't help.
      const code = toAppError(error)?.code;
      if (code !== "not_found" && code !== "invalid" && code !== "too_large") throw error;
      this.log.warn({ botId: call.botId, call: call.id, code }, "a webhook's answer could not be posted");
    }
  }
}
