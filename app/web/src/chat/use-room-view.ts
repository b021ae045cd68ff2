import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { api } from "../api.ts";
import { uploads } from "../attachments/uploads.ts";
import { attentive } from "../attention.ts";
import { outbox, rooms, session, timelines } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { type Place, ScrollKeeper, type Wish } from "./scroll-keeper.ts";

/** While at the bottom of a long log, this many messages are kept. */
const MOST_MESSAGES = 300;
/** What a room that is left keeps for the return. */
const KEPT_MESSAGES = 100;

export interface RoomView {
  log: RefObject<HTMLDivElement | null>;
  /** The number read last when the mark was set; null for no mark. */
  readUpTo: number | null;
  highlighted: number | null;
  /** A permalink whose message isn't there (any more). */
  lostTarget: boolean;
  pinned: boolean;
  jumpToNewest: () => void;
  jumpToUnread: () => void;
  onSent: () => void;
}

/** Ties one room's log to what the person sees: what to fetch, where to scroll, what counts as read. `visits` tells two visits of one permalink apart. */
export function useRoomView(room: Room, messageId: number | null, visits: number): RoomView {
  const { id: roomId, lastNumber, readNumber } = room;
  const log = useRef<HTMLDivElement>(null);
  const keeper = useRef<ScrollKeeper | null>(null);
  const following = useRef(messageId === null);
  /** A page is on its way to jump to: until then nothing else is fetched, and no wish is given up. */
  const jumping = useRef(messageId !== null);
  const [readUpTo, setReadUpTo] = useState(lastNumber > readNumber ? readNumber : null);
  const [target, setTarget] = useState<number | "lost" | null>(null);
  const [pinned, setPinned] = useState(messageId === null);
  const timeline = timelines.value.get(roomId);
  const caughtUp = timeline !== undefined && timeline.to >= lastNumber;

  useLayoutEffect(() => {
    const look = (place: Place) => {
      const known = session.peek()?.state.peek();
      const to = known?.timelines.get(roomId)?.to ?? -1;
      following.current = place.pinned && (following.current || to >= (known?.rooms.get(roomId)?.lastNumber ?? 0));
      setPinned(following.current);
      if (!jumping.current) session.peek()?.look({ roomId, ...place, following: following.current });
    };
    const made = new ScrollKeeper(log.current!, look);
    keeper.current = made;
    if (readUpTo !== null && !messageId) made.wishFor({ kind: "unread" });
    return () => {
      made.stop();
      leave(roomId);
    };
  }, []);

  const jump = async (wish: Wish, fetch: () => Promise<unknown>) => {
    following.current = wish.kind === "bottom";
    jumping.current = true;
    await fetch().catch(() => undefined);
    jumping.current = false;
    keeper.current?.wishFor(wish);
  };

  useEffect(() => {
    setTarget(null);
    if (!messageId) return;
    let left = false;
    const find = async () => {
      const number = await fetchAround(roomId, messageId).catch(() => null);
      if (left) return;
      setTarget(number ?? "lost");
      await jump(number ? { kind: "message", number } : { kind: "bottom" }, async () => undefined);
    };
    following.current = false;
    jumping.current = true;
    void find();
    return () => {
      left = true;
      jumping.current = false;
    };
  }, [messageId, visits]);

  // Every change of what is drawn: hold the place, or reach the one that is wished for.
  useLayoutEffect(() => {
    keeper.current?.contentChanged(caughtUp && !jumping.current);
    if (pinned && (timeline?.messages.length ?? 0) > MOST_MESSAGES * 1.5)
      session.value?.apply([{ type: "trim", roomId, most: MOST_MESSAGES }]);
  }, [timeline, outbox.value, uploads.value, readUpTo]);

  // Before anybody sees that it was unread.
  useLayoutEffect(() => {
    // Not the state `pinned`, which is a moment behind when a room opens.
    if (attentive.value && following.current && timeline) session.value?.read(roomId, timeline.to);
  }, [attentive.value, pinned, timeline?.to]);

  // Whoever looks away finds a mark where the new messages began.
  useEffect(() => {
    if (attentive.value) return;
    const left = rooms.peek().get(roomId);
    if (left && left.lastNumber <= left.readNumber) setReadUpTo(left.lastNumber);
  }, [attentive.value]);

  const jumpToNewest = () =>
    void jump({ kind: "bottom" }, async () => caughtUp || session.value?.jump(roomId, { kind: "newest" }));
  return {
    log,
    readUpTo,
    highlighted: typeof target === "number" ? target : null,
    lostTarget: target === "lost",
    pinned,
    jumpToNewest,
    jumpToUnread: () => {
      const around = { kind: "around", number: (readUpTo ?? 0) + 1 } as const;
      void jump({ kind: "unread" }, async () => session.value?.jump(roomId, around));
    },
    onSent: () => {
      setReadUpTo(null);
      jumpToNewest();
    },
  };
}

/** The room is left: little of it is kept, and nothing when it isn't up to date. */
function leave(roomId: number): void {
  const held = session.peek();
  held?.look(null);
  const timeline = held?.state.peek().timelines.get(roomId);
  const room = held?.state.peek().rooms.get(roomId);
  if (!held || !timeline || !room) return;
  const outdated = timeline.to < room.lastNumber;
  held.apply([outdated ? { type: "forget", roomId } : { type: "trim", roomId, most: KEPT_MESSAGES }]);
}

/** Resolves to a message's number once the messages around it are held. */
async function fetchAround(roomId: number, messageId: number): Promise<number> {
  const held = session.peek()!;
  const timeline = () => held.state.peek().timelines.get(roomId);
  const known = timeline()?.messages.find((message) => message.id === messageId);
  if (known && !known.deleted) return known.number;
  const message = await api.message(messageId);
  if (message.deleted || message.roomId !== roomId) throw new Error("deleted, or another room's message");
  const within = (timeline()?.from ?? Infinity) <= message.number && message.number <= (timeline()?.to ?? 0);
  if (!within) await held.jump(roomId, { kind: "around", number: message.number });
  return message.number;
}
