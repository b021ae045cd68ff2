import { useEffect, useRef, useState } from "preact/hooks";
import { me, timelines, users } from "../chat-context.ts";
import { userName } from "../ui/names.ts";
import { readableText } from "../ui/readable-text.ts";

/** Messages that come within this time are told in one sentence, ms. */
const GATHER_MS = 800;
const MOST_LETTERS = 160;

/** Tells screen readers of new messages in the open room: the words of a single one, the count of several, nothing of history or one's own. */
export function Announcer({ roomId }: { roomId: number }) {
  const timeline = timelines.value.get(roomId);
  const told = useRef<number | null>(null);
  const [text, setText] = useState("");
  const to = timeline?.to;

  useEffect(() => {
    if (to === undefined) return;
    if (told.current === null) told.current = to;
    const timer = setTimeout(() => {
      const since = told.current ?? 0;
      const news = (timeline?.messages ?? []).filter(
        ({ number, creatorId }) => number > since && creatorId !== me.value.id,
      );
      told.current = to;
      const [first] = news;
      if (!first) return;
      const words = `${userName(users.value, first.creatorId)}: ${readableText(first.html).slice(0, MOST_LETTERS)}`;
      setText(news.length === 1 ? words : `${news.length} new messages`);
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [to]);

  return (
    <p class="hidden" role="status">
      {text}
    </p>
  );
}
