import type { Message, Page } from "../protocol.ts";

/**
 * What the client holds of one room: every message from number `from` to number `to`, ascending, and in `ahead` (ascending too) those that
 * came before what precedes them. A room with nothing in it covers 1 to 0.
 */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly messages: readonly Message[];
  readonly ahead: readonly Message[];
}

export type PageQuery = { kind: "newest" } | { kind: "before" | "after" | "around"; number: number };

/** Beyond this many, messages that came early are dropped: a later page brings them again. */
const MOST_AHEAD = 200;

/** Takes in one message, however often and in whatever order they come. */
export function receive(timeline: Timeline, message: Message): Timeline {
  if (message.number < timeline.from) return timeline;
  if (message.number <= timeline.to) return { ...timeline, messages: insert(timeline.messages, message) };
  return absorb({ ...timeline, ahead: insert(timeline.ahead, message).slice(0, MOST_AHEAD) });
}

/**
 * Joins a page to the timeline. `lastNumber` is the room's newest number the client knew when it asked: a page without more behind it covers
 * at least that much. A page that doesn't touch what is held replaces it when it was asked for by place (newest, around), and is out of date otherwise.
 */
export function addPage(
  timeline: Timeline | undefined,
  query: PageQuery,
  page: Page,
  lastNumber: number,
): Timeline | undefined {
  // Nothing here but more elsewhere: the place that was asked for doesn't exist, and nothing is known of any other.
  if (page.messages.length === 0 && (page.more || page.moreAfter)) return timeline;
  const added = stretchOf(query, page, lastNumber);
  if (!timeline) return query.kind === "newest" || query.kind === "around" ? added : undefined;
  const touches = added.from <= timeline.to + 1 && timeline.from <= added.to + 1;
  if (!touches) {
    const byPlace = query.kind === "newest" || query.kind === "around";
    return byPlace ? absorb({ ...added, ahead: timeline.ahead }) : timeline;
  }
  return absorb({
    from: Math.min(timeline.from, added.from),
    to: Math.max(timeline.to, added.to),
    messages: added.messages.reduce(insert, timeline.messages),
    ahead: timeline.ahead,
  });
}

/** Lets go of the oldest messages, so that at most `most` remain. */
export function trimOldest(timeline: Timeline, most: number): Timeline {
  if (timeline.messages.length <= most) return timeline;
  const messages = timeline.messages.slice(-most);
  return { ...timeline, messages, from: messages[0]!.number };
}

function stretchOf(query: PageQuery, page: Page, lastNumber: number): Timeline {
  const first = page.messages[0]?.number;
  const last = page.messages.at(-1)?.number ?? 0;
  const newest = Math.max(last, lastNumber);
  const oldest = page.more && first !== undefined ? first : 1;
  const bounds = {
    newest: () => [oldest, newest],
    before: (number: number) => [oldest, number - 1],
    after: (number: number) => [number + 1, page.more ? last : Math.max(newest, number)],
    around: () => [oldest, page.moreAfter ? last : newest],
  };
  const [from, to] = query.kind === "newest" ? bounds.newest() : bounds[query.kind](query.number);
  return { from: from!, to: to!, messages: page.messages, ahead: [] };
}

/** Moves what came early into place, as far as it follows without a gap. */
function absorb(timeline: Timeline): Timeline {
  let { to, messages } = timeline;
  let index = 0;
  for (; index < timeline.ahead.length && timeline.ahead[index]!.number <= to + 1; index++) {
    const message = timeline.ahead[index]!;
    // It may have waited for a stretch that another one has replaced since.
    if (message.number < timeline.from) continue;
    messages = insert(messages, message);
    to = Math.max(to, message.number);
  }
  return { from: timeline.from, to, messages, ahead: timeline.ahead.slice(index) };
}

/** Puts a message at its number; one that is there is replaced, unless it is a newer version. */
function insert(messages: readonly Message[], message: Message): readonly Message[] {
  let index = messages.length;
  while (index > 0 && messages[index - 1]!.number > message.number) index--;
  const there = messages[index - 1];
  if (there?.number === message.number)
    return (there.change ?? 0) > (message.change ?? 0) ? messages : messages.with(index - 1, message);
  return messages.toSpliced(index, 0, message);
}
