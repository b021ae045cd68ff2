import { once } from "node:events";
import { WebSocket } from "ws";
import type { Message, State } from "../../src/protocol/entities.ts";
import type { ClientFrame, ServerEvent } from "../../src/protocol/frames.ts";
import { until } from "./processes.ts";

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Somebody who uses the chat over HTTP and WebSocket, as a client does. */
export class Person {
  url: string;
  id: number;
  token: string | undefined;
  private sent = 0;

  constructor(url: string, id = 0, token?: string) {
    this.url = url;
    this.id = id;
    this.token = token;
  }

  get cookie(): string {
    return this.token === undefined ? "" : `session=${this.token}`;
  }

  /** Asks and keeps the session that the answer may set. A string is sent as it is, anything else as JSON. */
  async ask<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      redirect: "manual",
      headers: { cookie: this.cookie, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    } as RequestInit);
    const session = response.headers.getSetCookie().find((cookie) => cookie.startsWith("session="));
    if (session) this.token = /^session=([^;]*)/.exec(session)?.[1] || undefined;
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json");
    return { status: response.status, headers: response.headers, body: (json ? JSON.parse(text) : text) as Body };
  }

  /** The answer's body; throws unless it is a success. */
  async ok<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.ask<Body>(method, path, body);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  state(): Promise<State> {
    return this.ok("GET", "/api/state");
  }

  say(roomId: number, text: string, clientMessageId = `${this.id}-${++this.sent}`): Promise<Message> {
    return this.ok("POST", `/api/rooms/${roomId}/messages`, { text, clientMessageId });
  }

  /** Opens a WebSocket and says hello with these numbers; settles with the welcome. */
  async connect(known: Record<number, number> = {}, url = this.url): Promise<Line> {
    const line = new Line(url, this.cookie);
    await line.opened();
    line.send({ type: "hello", rooms: known });
    await line.next("welcome");
    return line;
  }
}

type EventOf<Type extends ServerEvent["type"]> = Extract<ServerEvent, { type: Type }>;

/** One WebSocket and everything that it heard. */
export class Line {
  readonly events: ServerEvent[] = [];
  readonly socket: WebSocket;
  closeCode: number | undefined;

  constructor(url: string, cookie: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url.replace("http", "ws").concat("/ws"), { headers: { cookie, ...headers } });
    this.socket.on("message", (data) => this.events.push(...(JSON.parse(data.toString()) as ServerEvent[])));
    this.socket.on("close", (code) => {
      this.closeCode = code;
    });
    this.socket.on("error", () => {});
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
  }

  send(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame));
  }

  all<Type extends ServerEvent["type"]>(type: Type): EventOf<Type>[] {
    return this.events.filter((event): event is EventOf<Type> => event.type === type);
  }

  /** The first event of this type that fits, waited for. */
  async next<Type extends ServerEvent["type"]>(
    type: Type,
    fits: (event: EventOf<Type>) => boolean = () => true,
  ): Promise<EventOf<Type>> {
    await until(`a fitting "${type}" came (heard ${JSON.stringify(this.events).slice(-600)})`, () =>
      this.all(type).some(fits),
    );
    return this.all(type).find(fits)!;
  }

  /** The numbers of this room's messages in the order they came. */
  numbers(roomId: number): number[] {
    return this.all("message")
      .filter(({ message }) => message.roomId === roomId)
      .map(({ message }) => message.number);
  }

  async closed(): Promise<number> {
    await until("the WebSocket closed", () => this.closeCode !== undefined);
    return this.closeCode!;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed();
  }
}
