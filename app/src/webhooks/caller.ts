import type { Queries } from "../database/database.ts";
import { toAppError } from "../http/errors.ts";
import { JobRunner } from "../job-runner.ts";
import type { Log } from "../log.ts";
import { htmlToText, isTooIntricate } from "../messages/bot-html.ts";
import type { MessagePoster } from "../messages/post.ts";
import { listByIds } from "../messages/queries.ts";
import { findUser } from "../users/queries.ts";
import { type Answer, PrivateAddress, post, TimedOut } from "./outgoing.ts";
import { payloadOf, sign } from "./payload.ts";
import { finishCall, postponeCall, takeCalls, type WebhookCall } from "./queries.ts";

const TIMEOUT_MS = 7_000;
const TIMEOUT_REPLY = "Failed to respond within 7 seconds";
const LARGEST_ANSWER = 131_072;
const AT_ONCE = 10;
// Longer than a call and the storing of its answer can take.
const LEASE_SECONDS = 60;
/** Seconds until the next try after the first, second and third. */
const RETRIES = [5, 30, 300];

/** Calls the webhooks that posting noted down, and posts what they answer. Any replica calls any of them. */
export class WebhookCaller {
  private readonly queries: Queries;
  private readonly poster: MessagePoster;
  private readonly allowPrivate: boolean;
  private readonly log: Log;
  private readonly runner: JobRunner<WebhookCall>;

  constructor(queries: Queries, poster: MessagePoster, { allowPrivate, log }: { allowPrivate: boolean; log: Log }) {
    this.queries = queries;
    this.poster = poster;
    this.allowPrivate = allowPrivate;
    this.log = log;
    this.runner = new JobRunner({
      what: "webhooks to call",
      atOnce: AT_ONCE,
      take: (limit) => takeCalls(queries, limit, LEASE_SECONDS),
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
    const reply = outcome === "timed out" ? TIMEOUT_REPLY : outcome === "again" ? null : replyOf(outcome);
    if (reply !== null && isTooIntricate(reply))
      this.log.warn({ botId: call.botId, call: call.id }, "a webhook's answer has too many tags");
    else if (reply !== null) await this.reply(call, message.roomId, reply);
    await finishCall(this.queries, call.id);
  }

  private async send(call: WebhookCall, body: string): Promise<Answer | "again" | "timed out"> {
    const { id, attempt, botId } = call;
    const headers = {
      "content-type": "application/json",
      "user-agent": "Campfire-Webhook",
      "x-campfire-delivery": String(id),
      "x-campfire-signature": sign(call.secret, body, Math.floor(Date.now() / 1000)),
    };
    const options = { headers, body, timeoutMs: TIMEOUT_MS, largestAnswer: LARGEST_ANSWER };
    try {
      const answer = await post(new URL(call.url), { ...options, allowPrivate: this.allowPrivate });
      if (answer.status !== 429 && answer.status < 500) return answer;
      this.log.warn({ botId, call: id, attempt, status: answer.status }, "a webhook failed");
    } catch (error) {
      this.log.warn({ err: error, botId, call: id, attempt }, "a webhook could not be called");
      if (error instanceof TimedOut) return "timed out";
      if (error instanceof PrivateAddress) return { status: 0, contentType: null, body: "" };
    }
    return "again";
  }

  /** The same call posts the same answer once, however many times it is made. */
  private async reply(call: WebhookCall, roomId: number, source: string): Promise<void> {
    try {
      await this.poster.post({
        roomId,
        creatorId: call.botId,
        clientMessageId: `webhook.${call.id}`,
        text: htmlToText(source),
        source,
        callsWebhooks: false,
      });
    } catch (error) {
      // Removed from the room meanwhile, or an answer that can't be stored: trying again won't help.
      const code = toAppError(error)?.code;
      if (code !== "not_found" && code !== "invalid") throw error;
      this.log.warn({ botId: call.botId, call: call.id, code }, "a webhook's answer could not be posted");
    }
  }
}

/** What is posted of an answer; null when nothing is. Campfire takes both kinds of text as HTML. */
function replyOf({ status, contentType, body }: Answer): string | null {
  const isText = /^\s*text\/(plain|html)\s*(;|$)/i.test(contentType ?? "");
  return status === 200 && isText && body.trim() !== "" ? body : null;
}
