import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { until } from "./processes.ts";
import { received } from "./received.ts";

export interface Heard {
  method: string;
  headers: IncomingHttpHeaders;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the chat sent, to be looked at
  body: any;
}

/** A bot's own HTTP server, which hears webhooks and answers as `answer` says. */
export class WebhookServer {
  readonly heard: Heard[] = [];
  answer: (response: ServerResponse, heard: Heard) => void = (response) => response.writeHead(204).end();
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const text = (await received(request))?.toString("utf8");
      if (text === undefined) return;
      const heard = { method: request.method!, headers: request.headers, text, body: JSON.parse(text) };
      this.heard.push(heard);
      this.answer(response, heard);
    });
  }

  static async start(): Promise<WebhookServer> {
    const webhook = new WebhookServer();
    webhook.server.listen(0, "127.0.0.1");
    await once(webhook.server, "listening");
    return webhook;
  }

  /** Its address, by a name that has to be looked up. */
  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}/hook`;
  }

  /** The call about this message, waited for. */
  async about(messageId: number): Promise<Heard> {
    const find = () => this.heard.find(({ body }) => body.message.id === messageId);
    await until(`the webhook was called about message ${messageId}`, () => find() !== undefined);
    return find()!;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
