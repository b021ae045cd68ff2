import { renderMarkdown } from "../../../src/messages/markdown.ts";
import { locateMentions } from "../../../src/messages/mentions.ts";
import { soundOf } from "../../../src/messages/sounds.ts";
import type {
  Attachment,
  AuditEntry,
  Bot,
  Message,
  Page,
  Room,
  SignInOptions,
  Snapshot,
  User,
} from "../../src/protocol.ts";

export interface FakeUser extends User {
  email: string;
  password: string;
}

export interface FakeRoom {
  id: number;
  type: Room["type"];
  name: string | null;
  userIds: number[] | null;
  messages: Message[];
  lastChange: number;
  creatorId: number | null;
  involvement: Map<number, Room["involvement"]>;
  read: Map<number, number>;
}

/** The chat of docs/protocol.md in memory: the part of the fake server that knows nothing of HTTP. */
export class FakeChat {
  accountName: string | null = null;
  joinCode = "GLOW-WARM-EMBR";
  readonly users: FakeUser[] = [];
  readonly rooms: FakeRoom[] = [];
  readonly online = new Set<number>();
  readonly bots: Bot[] = [];
  transferFor: FakeUser | null = null;
  signInOptions: SignInOptions = { passwords: true, resetsByMail: false };
  resetFor: FakeUser | null = null;
  readonly audit: AuditEntry[] = [];
  otherSessions: number[] = [];
  readonly searches = new Map<number, string[]>();
  /** By their address: pictures and styles that people brought. */
  readonly kept = new Map<string, { type: string; content: Buffer | string }>();
  version = "1.0.0";
  onlyAdministratorsCreateRooms = false;
  logoUrl: string | null = null;
  styles = "";
  stylesUrl: string | null = null;
  private nextId = 1;

  addUser(name: string, options: { email?: string; password?: string; role?: User["role"] } = {}): FakeUser {
    const user: FakeUser = {
      id: this.nextId++,
      name,
      role: options.role ?? "member",
      avatarUrl: null,
      email: options.email ?? `${name.split(" ")[0]!.toLowerCase()}@example.com`,
      password: options.password ?? "let me in please",
    };
    this.users.push(user);
    return user;
  }

  addRoom(name: string | null, userIds: number[] | null = null, creatorId: number | null = null): FakeRoom {
    const type = userIds ? (name === null ? "direct" : "closed") : "open";
    const numbers = { messages: [], lastChange: 0, read: new Map() };
    const room: FakeRoom = { id: this.nextId++, type, name, userIds, creatorId, involvement: new Map(), ...numbers };
    this.rooms.push(room);
    return room;
  }

  /** A message is there once: the same `clientMessageId` again gives the first. */
  post(
    room: FakeRoom,
    creatorId: number,
    text: string,
    options: { clientMessageId?: string; at?: Date; attachment?: Attachment } = {},
  ): Message {
    const { clientMessageId = `fake-${this.nextId}`, at = new Date(), attachment } = options;
    const known = room.messages.find((m) => m.creatorId === creatorId && m.clientMessageId === clientMessageId);
    if (known) return known;
    const message: Message = {
      id: this.nextId++,
      roomId: room.id,
      number: room.messages.length + 1,
      clientMessageId,
      creatorId,
      createdAt: at.toISOString(),
      editedAt: null,
      ...this.written(text),
      ...(attachment && { attachment }),
    };
    room.messages.push(message);
    return message;
  }

  /** Something about a message changes; the room counts it. */
  change(message: Message, news: Partial<Message>): Message {
    const room = this.rooms.find(({ id }) => id === message.roomId)!;
    const changed = { ...message, ...news, change: ++room.lastChange };
    room.messages[message.number - 1] = changed;
    return changed;
  }

  /** What a text becomes: its HTML, and whom it mentions. By the server's own code, so that what is looked at is what people see. */
  written(text: string): Pick<Message, "text" | "html" | "mentions" | "sound"> {
    const { html, mentions } = renderMarkdown(text, locateMentions(text, this.users));
    const sound = soundOf(text);
    return { text, html, ...(mentions.length && { mentions }), ...(sound && { sound }) };
  }

  search(user: FakeUser, query: string): Message[] {
    const words = query.toLowerCase().split(/\s+/);
    this.searches.set(user.id, [...new Set([query, ...(this.searches.get(user.id) ?? [])])].slice(0, 10));
    return this.rooms
      .filter((room) => this.reachable(room, user.id))
      .flatMap((room) => room.messages)
      .filter(({ text }) => words.every((word) => text.toLowerCase().includes(word)))
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
  }

  /** Keeps a file under an address that is new each time, and returns that. */
  keep(folder: string, ending: string, file: { type: string; content: Buffer | string }): string {
    const path = `/${folder}/${this.nextId++}.${ending}`;
    this.kept.set(path, file);
    return path;
  }

  newId(): number {
    return this.nextId++;
  }

  direct(userIds: number[]): { room: FakeRoom; made: boolean } {
    const wanted = [...new Set(userIds)].sort((a, b) => a - b);
    const known = this.rooms.find((room) => room.type === "direct" && String(room.userIds) === String(wanted));
    return known ? { room: known, made: false } : { room: this.addRoom(null, wanted), made: true };
  }

  reachable(room: FakeRoom | undefined, userId: number): room is FakeRoom {
    return room !== undefined && (room.userIds === null || room.userIds.includes(userId));
  }

  room(id: number, userId: number): FakeRoom | undefined {
    const room = this.rooms.find((candidate) => candidate.id === id);
    return this.reachable(room, userId) ? room : undefined;
  }

  members(room: FakeRoom): number[] {
    return room.userIds ?? this.users.map((user) => user.id);
  }

  view(room: FakeRoom, userId: number): Room {
    const { id, type, name, userIds, messages, lastChange } = room;
    return {
      id,
      type,
      name,
      userIds,
      involvement: room.involvement.get(userId) ?? (type === "direct" ? "everything" : "mentions"),
      ...(room.creatorId && { creatorId: room.creatorId }),
      lastNumber: messages.length,
      lastChange,
      readNumber: room.read.get(userId) ?? 0,
      lastMessageAt: messages.at(-1)?.createdAt ?? null,
    };
  }

  page(room: FakeRoom, query: URLSearchParams): Page {
    const limit = Number(query.get("limit") ?? 40);
    const all = room.messages;
    const slice = (from: number, to: number) => all.slice(Math.max(0, from), to);
    if (query.has("after")) {
      const after = Number(query.get("after"));
      return { messages: slice(after, after + limit), more: all.length > after + limit };
    }
    if (query.has("around")) {
      const from = Math.max(0, Number(query.get("around")) - 1 - limit / 2);
      return { messages: slice(from, from + limit), more: from > 0, moreAfter: all.length > from + limit };
    }
    const to = query.has("before") ? Number(query.get("before")) - 1 : all.length;
    return { messages: slice(to - limit, to), more: to > limit };
  }

  snapshot(user: FakeUser, origin: string): Snapshot {
    const plain = ({ email, password, ...user }: FakeUser): User => user;
    return {
      account: {
        name: this.accountName ?? "",
        joinUrl: `${origin}/join/${this.joinCode}`,
        ...(this.logoUrl && { logoUrl: this.logoUrl }),
        ...(this.stylesUrl && { stylesUrl: this.stylesUrl }),
        ...(this.onlyAdministratorsCreateRooms && { onlyAdministratorsCreateRooms: true as const }),
      },
      user: plain(user),
      users: this.users.map(plain),
      rooms: this.rooms.filter((room) => this.reachable(room, user.id)).map((room) => this.view(room, user.id)),
      presence: { online: [...this.online] },
      version: this.version,
      maxAttachmentBytes: 1_000_000,
    };
  }
}
