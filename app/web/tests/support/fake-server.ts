import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { type WebSocket, WebSocketServer } from "ws";
import type { Attachment, ClientFrame, LinkPreview, Message, ServerEvent } from "../../src/protocol.ts";
import { Refusal } from "./fake-call.ts";
import { FakeChat, type FakeUser } from "./fake-chat.ts";
import { answerFiles, FakeFiles } from "./fake-files.ts";
import { answer } from "./fake-http.ts";
import { newFakePush } from "./fake-push-calls.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

/** Serves the built client and speaks docs/protocol.md, with handles to misbehave. For tests and for working on the client alone. */
export class FakeServer {
  readonly chat = new FakeChat();
  readonly files = new FakeFiles();
  readonly sessions = new Map<string, number>();
  readonly push = newFakePush();
  /** Connections are cut as soon as they come. */
  refusingSockets = false;
  /** The next sends over WebSocket are answered with this code. */
  refuseSends: string | null = null;
  /** Every call of the HTTP API is answered with 503. */
  unavailable = false;
  /** Sends are committed, but the answer gets lost. */
  losingAnswers = false;
  /** There is only an ingress, whose own page says that nothing stands behind it. */
  ingressAlone = false;
  /** Where the client was built to; another one is another version. */
  dir: string;
  private readonly sockets = new Map<WebSocket, number>();
  private readonly http = createServer((request, response) => void this.serve(request, response));
  private readonly ws = new WebSocketServer({ noServer: true });

  constructor(dir: string) {
    this.dir = dir;
    this.chat.version = /campfire-version" content="([^"]+)"/.exec(readFileSync(join(dir, "index.html"), "utf8"))![1]!;
    this.http.on("upgrade", (request, socket, head) => {
      const user = this.userOf(request);
      if (this.refusingSockets) return socket.destroy();
      this.ws.handleUpgrade(request, socket, head, (ws) => (user ? this.accept(ws, user) : ws.close(4401)));
    });
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(port, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  dropSockets(code?: number): void {
    for (const socket of this.sockets.keys()) code ? socket.close(code) : socket.terminate();
  }

  /** Tells every connected member, or those given. */
  tell(event: ServerEvent, userIds: Iterable<number> = this.chat.users.map((user) => user.id)): void {
    const wanted = new Set(userIds);
    for (const [socket, userId] of this.sockets) if (wanted.has(userId)) socket.send(JSON.stringify([event]));
  }

  /** Somebody says something, and the room hears it. */
  say(
    roomId: number,
    user: FakeUser,
    text: string,
    options: { clientMessageId?: string; attachment?: Attachment } = {},
  ) {
    const room = this.chat.room(roomId, user.id);
    if (!room) throw new Refusal(404, "not_found", "There is no such room.");
    const message = this.chat.post(room, user.id, text, options);
    this.tell({ type: "message", message }, this.chat.members(room));
    return message;
  }

  /** A message was changed, and the room hears it. */
  change(message: Message, news: Partial<Message>): Message {
    const changed = this.chat.change(message, news);
    const room = this.chat.rooms.find(({ id }) => id === message.roomId)!;
    this.tell({ type: "changed", message: changed }, this.chat.members(room));
    return changed;
  }

  /** A message's link was looked at, or what it leads to taken away. */
  showLink({ preview: _, ...message }: Message, preview: LinkPreview | undefined): Message {
    return this.change(message, preview ? { preview } : {});
  }

  userOf(request: IncomingMessage): FakeUser | undefined {
    const token = /session=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
    return this.chat.users.find((user) => user.id === this.sessions.get(token));
  }

  private accept(socket: WebSocket, user: FakeUser): void {
    this.sockets.set(socket, user.id);
    socket.on("message", (data) => this.hear(socket, user, JSON.parse(String(data)) as ClientFrame));
    socket.on("close", () => {
      this.sockets.delete(socket);
      if ([...this.sockets.values()].includes(user.id)) return;
      this.chat.online.delete(user.id);
      this.tell({ type: "presence", userId: user.id, online: false });
    });
  }

  private hear(socket: WebSocket, user: FakeUser, frame: ClientFrame): void {
    const reply = (...events: ServerEvent[]) => socket.send(JSON.stringify(events));
    if (frame.type === "hello") {
      this.chat.online.add(user.id);
      const online = [...this.chat.online];
      reply({ type: "welcome", instanceId: "fake", version: this.chat.version, pingSeconds: 30, online });
      for (const [id, lastNumber] of Object.entries(frame.rooms)) {
        const missing = this.chat.room(Number(id), user.id)?.messages.slice(lastNumber) ?? [];
        if (missing.length > 200) reply({ type: "behind", roomId: Number(id), lastNumber: missing.at(-1)!.number });
        else if (missing.length) reply(...missing.map((message) => ({ type: "message", message }) as const));
      }
      for (const [id, heard] of Object.entries(frame.changes ?? {})) {
        const changed = this.chat.room(Number(id), user.id)?.messages.filter(({ change = 0 }) => change > heard) ?? [];
        changed.sort((a, b) => a.change! - b.change!);
        if (changed.length) reply(...changed.map((message) => ({ type: "changed", message }) as const));
      }
      this.tell({ type: "presence", userId: user.id, online: true });
    } else if (frame.type === "send") {
      const { clientMessageId, roomId, text } = frame;
      if (this.refuseSends) {
        reply({ type: "refused", clientMessageId, code: this.refuseSends, message: "It was refused." });
        return;
      }
      const message = this.say(roomId, user, text, { clientMessageId });
      if (!this.losingAnswers) reply({ type: "sent", clientMessageId, message });
    } else if (frame.type === "typing") {
      const room = this.chat.room(frame.roomId, user.id);
      if (room) this.tell({ type: "typing", roomId: room.id, userId: user.id }, this.chat.members(room));
    } else if (frame.type === "read") {
      this.chat.room(frame.roomId, user.id)?.read.set(user.id, frame.number);
    } else reply({ type: "alive" });
  }

  private inAccountsLook(page: string, { searchParams }: URL, request: IncomingMessage): string {
    const { logoUrl, stylesUrl } = this.chat;
    const switched = searchParams.get("styles") ?? /styles=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    const logo = logoUrl ? `<meta name="campfire-logo" content="${logoUrl}">` : "";
    const styles = stylesUrl && switched !== "off" ? `<link data-styles rel="stylesheet" href="${stylesUrl}">` : "";
    return page.replace("</head>", `${logo}${styles}</head>`);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.ingressAlone) return void response.writeHead(503, { "content-type": "text/html" }).end("<h1>503</h1>");
    const url = new URL(request.url!, `http://${request.headers.host}`);
    if (await answerFiles(this, request, response, url)) return;
    if (url.pathname.startsWith("/api/")) return answer(this, request, response, url);
    const user = this.userOf(request);
    if (url.pathname === "/") {
      if (!this.chat.accountName) return void response.writeHead(302, { location: "/first_run" }).end();
      if (!user) return void response.writeHead(302, { location: "/session/new" }).end();
    }
    const permalink = /^\/messages\/(\d+)$/.exec(url.pathname);
    if (permalink) {
      const message = this.chat.rooms.flatMap((room) => room.messages).find(({ id }) => id === Number(permalink[1]));
      const location = user
        ? `/rooms/${message?.roomId}/@${message?.id}`
        : `/session/new?return=${encodeURIComponent(url.pathname)}`;
      return void response.writeHead(302, { location }).end();
    }
    const kept = this.chat.kept.get(url.pathname);
    if (kept) return void response.writeHead(200, { "content-type": kept.type }).end(kept.content);
    const isFile = /^\/(assets\/|sw\.js$|manifest\.webmanifest$)/.test(url.pathname);
    const path = isFile ? normalize(url.pathname) : "index.html";
    const file = await readFile(join(this.dir, path)).catch(() => null);
    const content = path === "index.html" ? this.inAccountsLook(String(file), url, request) : file;
    if (url.searchParams.get("styles") === "off") response.setHeader("set-cookie", "styles=off; Path=/");
    if (url.searchParams.get("styles") === "on") response.setHeader("set-cookie", "styles=; Path=/; Max-Age=0");
    if (!content) return void response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": TYPES[extname(path)] ?? "application/octet-stream",
      "content-security-policy": "default-src 'self'; img-src 'self' data: blob:",
    });
    response.end(content);
  }
}
