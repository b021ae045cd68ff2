import { useEffect, useRef } from "preact/hooks";
import { attentive } from "../attention.ts";
import { timelines } from "../chat-context.ts";
import { playSound } from "./sounds.ts";

/** A sound is for those who look at the moment, not for who comes back and catches up, ms. */
const MOMENT_MS = 20_000;

/** Plays what somebody plays in the open room while one looks at it. */
export function RoomSounds({ roomId }: { roomId: number }) {
  const timeline = timelines.value.get(roomId);
  const heard = useRef<number | null>(null);
  const to = timeline?.to;
  useEffect(() => {
    if (to === undefined) return;
    const since = heard.current ?? to;
    heard.current = to;
    const played = timeline?.messages.findLast(({ number, sound, deleted }) => number > since && sound && !deleted);
    if (!played?.sound || !attentive.peek()) return;
    if (Math.abs(Date.now() - Date.parse(played.createdAt)) < MOMENT_MS) void playSound(played.sound);
  }, [to]);
  return null;
}
