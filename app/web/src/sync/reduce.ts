import type { Message, Page, Room, ServerEvent, Snapshot } from "../protocol.ts";
import { answerQuote, askAgain, askRefusedAgain, changeQuote, forgetQuotes, withQuote } from "./quotes.ts";
import { byId, type ChatState, laterOf, newerRoom, type Pending, withEntry } from "./state.ts";
import { addPage, type PageQuery, receive, trimOldest } from "./timeline.ts";

/** What happens on this side: answers to requests, and what the person does. */
export type LocalEvent =
  | { type: "snapshot"; snapshot: Snapshot; touched: ReadonlySet<string> }
  | { type: "page"; roomId: number; query: PageQuery; page: Page; lastNumber: number }
  /** What the server answered to a change of one's own. Other changes before it may still be on their way. */
  | { type: "answered"; message: Message }
  | { type: "compose"; pending: Pending }
  | { type: "retry"; clientMessageId: string }
  | { type: "discard"; clientMessageId: string }
  | { type: "trim"; roomId: number; most: number }
  | { type: "forget"; roomId: number }
  /** A permalink is looked at: its message is being asked for, and was answered. */
  | { type: "quoting"; id: number }
  | { type: "quoted"; id: number; message: Message | null }
  /** Something may have changed of which nobody is told. */
  | { type: "outdated" }
  | { type: "tick" };

export type ChatEvent = ServerEvent | LocalEvent;

/** How long somebody counts as typing after the last word of it, ms (docs/protocol.md). */
export const TYPING_MS = 5_000;

/** The next state after one event. Pure: the same events in any order of repetition lead to the same messages. `now` is in ms. */
export function reduce(state: ChatState, event: ChatEvent, now: number): ChatState {
  switch (event.type) {
    case "welcome":
      return { ...askAgain(state), online: new Set(event.online) };
    case "message":
      return take(state, event.message);
    case "changed":
      return changeRoom(place(state, event.message), event.message.roomId, (room) => ({
        ...room,
        lastChange: Math.max(room.lastChange ?? 0, event.message.change ?? 0),
      }));
    case "answered":
      return changeHeld(state, event.message);
    case "stale":
      return changeRoom(forgetQuotes(forget(state, event.roomId), event.roomId), event.roomId, (room) => ({
        ...room,
        lastChange: event.lastChange,
      }));
    case "sent":
      return take(without(state, event.clientMessageId), event.message);
    case "refused":
      return refuse(state, event.clientMessageId, { code: event.code, message: event.message });
    case "behind":
      return changeRoom(state, event.roomId, (room) => ({
        ...room,
        lastNumber: Math.max(room.lastNumber, event.lastNumber),
      }));
    case "room": {
      const known = state.rooms.get(event.room.id);
      return {
        ...(known ? state : askRefusedAgain(state)),
        rooms: withEntry(state.rooms, event.room.id, newerRoom(known, event.room)),
      };
    }
    case "roomRemoved":
      return removeRoom(state, event.roomId);
    case "user":
      return {
        ...state,
        users: withEntry(state.users, event.user.id, event.user),
        me: event.user.id === state.me.id ? event.user : state.me,
      };
    case "account": {
      const { joinUrl } = state.account;
      // The link isn't told: who keeps it asks for it again, for it may be another one now. Others ask when they invite.
      const keeps = state.me.role === "administrator" && joinUrl !== undefined;
      const stale = state.stale || (keeps && event.account.joinUrl === undefined);
      return { ...state, account: { ...(joinUrl && { joinUrl }), ...event.account }, stale };
    }
    case "presence":
      return { ...state, online: withMember(state.online, event.userId, event.online) };
    case "typing":
      return event.userId === state.me.id ? state : setTyping(state, event.roomId, event.userId, now + TYPING_MS);
    case "read":
      return changeRoom(state, event.roomId, (room) => ({
        ...room,
        readNumber: Math.max(room.readNumber, event.number),
      }));
    case "snapshot":
      return refresh(state, event.snapshot, event.touched);
    case "page": {
      const timeline = addPage(state.timelines.get(event.roomId), event.query, event.page, event.lastNumber);
      const taken = event.page.messages.reduce(note, state);
      return { ...taken, timelines: withEntry(taken.timelines, event.roomId, timeline) };
    }
    case "compose":
      return { ...state, outbox: [...state.outbox, event.pending] };
    case "retry":
      return refuse(state, event.clientMessageId, undefined);
    case "discard":
      return without(state, event.clientMessageId);
    case "trim": {
      const timeline = state.timelines.get(event.roomId);
      if (!timeline) return state;
      return { ...state, timelines: withEntry(state.timelines, event.roomId, trimOldest(timeline, event.most)) };
    }
    case "forget":
      return forget(state, event.roomId);
    case "quoting":
      return withQuote(state, event.id, "asked");
    case "quoted":
      return answerQuote(state, event.id, event.message);
    case "outdated":
      return { ...state, stale: true };
    case "tick":
      return expireTyping(state, now);
    default:
      return state;
  }
}

/** A message joins its room's timeline, when one is held. An author who isn't known joined unheard. */
function take(state: ChatState, message: Message): ChatState {
  const known = state.users.has(message.creatorId) ? state : { ...state, stale: true };
  return place(setTyping(known, message.roomId, message.creatorId, undefined), message);
}

/** Puts a message where it belongs, unless a newer version of it is there. */
function place(state: ChatState, message: Message): ChatState {
  const noted = note(changeQuote(state, message), message);
  const timeline = noted.timelines.get(message.roomId);
  if (!timeline) return noted;
  return { ...noted, timelines: withEntry(noted.timelines, message.roomId, receive(timeline, message)) };
}

/** An answer may come late, when newer news of messages that are not held any more was heard and forgotten. */
function changeHeld(state: ChatState, message: Message): ChatState {
  const timeline = state.timelines.get(message.roomId);
  const held = timeline && timeline.from <= message.number && message.number <= timeline.to;
  return held ? place(state, message) : state;
}

/** What a message tells apart from its text: the room's newest number, and an answered send. */
function note(state: ChatState, message: Message): ChatState {
  if (!state.rooms.has(message.roomId)) return { ...state, stale: true };
  let next = changeRoom(state, message.roomId, (room) =>
    room.lastNumber >= message.number
      ? room
      : { ...room, lastNumber: message.number, lastMessageAt: laterOf(room.lastMessageAt, message.createdAt) },
  );
  if (message.creatorId === state.me.id && message.clientMessageId) next = without(next, message.clientMessageId);
  return next;
}

function refresh(state: ChatState, snapshot: Snapshot, touched: ReadonlySet<string>): ChatState {
  // What an event told while the snapshot was on its way is newer than the snapshot.
  const rooms = new Map<number, Room>();
  for (const room of snapshot.rooms) {
    const known = state.rooms.get(room.id);
    if (!touched.has(`room:${room.id}`)) rooms.set(room.id, newerRoom(known, room));
    else if (known) rooms.set(room.id, { ...newerRoom(room, known), lastChange: known.lastChange ?? 0 });
  }
  for (const [id, room] of state.rooms) if (touched.has(`room:${id}`) && !rooms.has(id)) rooms.set(id, room);
  const users = new Map(byId([...snapshot.users, snapshot.user]));
  for (const [id, user] of state.users) if (touched.has(`user:${id}`)) users.set(id, user);
  const next = {
    ...state,
    account: touched.has("account") ? state.account : snapshot.account,
    me: snapshot.user,
    rooms,
    users,
    stale: false,
  };
  const lost = [...state.rooms.keys()].filter((id) => !rooms.has(id));
  const quoting = lost.reduce(
    forgetQuotes,
    [...rooms.keys()].every((id) => state.rooms.has(id)) ? next : askRefusedAgain(next),
  );
  return [...state.timelines.keys()].filter((id) => !rooms.has(id)).reduce(removeRoom, quoting);
}

function forget(state: ChatState, roomId: number): ChatState {
  return { ...state, timelines: withEntry(state.timelines, roomId, undefined) };
}

function changeRoom(state: ChatState, roomId: number, change: (room: Room) => Room): ChatState {
  const room = state.rooms.get(roomId);
  if (!room) return state;
  const changed = change(room);
  return changed === room ? state : { ...state, rooms: withEntry(state.rooms, roomId, changed) };
}

function removeRoom(state: ChatState, roomId: number): ChatState {
  return {
    ...forgetQuotes(state, roomId),
    rooms: withEntry(state.rooms, roomId, undefined),
    timelines: withEntry(state.timelines, roomId, undefined),
    outbox: state.outbox.filter((pending) => pending.roomId !== roomId),
  };
}

function without(state: ChatState, clientMessageId: string): ChatState {
  if (!state.outbox.some((pending) => pending.clientMessageId === clientMessageId)) return state;
  return { ...state, outbox: state.outbox.filter((pending) => pending.clientMessageId !== clientMessageId) };
}

function refuse(state: ChatState, clientMessageId: string, refusal: Pending["refusal"]): ChatState {
  return {
    ...state,
    outbox: state.outbox.map((pending) =>
      pending.clientMessageId === clientMessageId ? { ...pending, refusal } : pending,
    ),
  };
}

function setTyping(state: ChatState, roomId: number, userId: number, until: number | undefined): ChatState {
  const inRoom = state.typing.get(roomId) ?? new Map<number, number>();
  if (until === undefined && !inRoom.has(userId)) return state;
  const changed = withEntry(inRoom, userId, until);
  return { ...state, typing: withEntry(state.typing, roomId, changed.size ? changed : undefined) };
}

function expireTyping(state: ChatState, now: number): ChatState {
  let next = state;
  for (const [roomId, people] of state.typing)
    for (const [userId, until] of people) if (until <= now) next = setTyping(next, roomId, userId, undefined);
  return next;
}

function withMember(set: ReadonlySet<number>, id: number, present: boolean): ReadonlySet<number> {
  if (set.has(id) === present) return set;
  return present ? new Set([...set, id]) : new Set([...set].filter((other) => other !== id));
}
