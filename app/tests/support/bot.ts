import type { Bot as BotEntity } from "../../src/protocol/entities.ts";
import type { Answer, Person } from "./person.ts";

/** A bot that talks to the chat as curl does: no cookie, the body as it is. */
export class Bot {
  readonly id: number;
  readonly url: string;
  key: string;

  constructor(url: string, { id, key }: Pick<BotEntity, "id" | "key">) {
    this.url = url;
    this.id = id;
    this.key = key!;
  }

  static async create(administrator: Person, name: string, webhookUrl?: string): Promise<Bot> {
    return new Bot(administrator.url, await administrator.ok<BotEntity>("POST", "/api/bots", { name, webhookUrl }));
  }

  path(roomId: number | string, rest = ""): string {
    return `/rooms/${roomId}/${this.key}/messages${rest}`;
  }

  async ask<Body = unknown>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: "manual",
      headers: { ...(body !== undefined && { "content-type": "application/x-www-form-urlencoded" }), ...headers },
      ...(body !== undefined && { body }),
    } as RequestInit);
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: (json && text !== "" ? JSON.parse(text) : text) as Body,
    };
  }

  /** Posts and returns the message's id. */
  async say(roomId: number, html: string): Promise<number> {
    const { status, headers } = await this.ask("POST", this.path(roomId), html);
    if (status !== 201) throw new Error(`the bot's message was answered with ${status}`);
    return Number(headers.get("location")?.split("/").at(-1));
  }
}
