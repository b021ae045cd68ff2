import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import type { Word } from "./use-words.ts";

interface SuggestionListProps<T> {
  id: string;
  label: string;
  items: readonly T[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (item: T) => void;
  keyOf: (item: T) => string | number;
  show: (item: T) => ComponentChildren;
}

export const optionId = (listId: string, index: number) => `${listId}-${index}`;

/** What the letters before the caret may mean. The text area keeps the focus and has the keys. */
export function SuggestionList<T>(props: SuggestionListProps<T>) {
  const { id, label, items, active, onActive, onChoose, keyOf, show } = props;
  const list = useRef<HTMLDivElement>(null);
  const [below, setBelow] = useState(false);
  useLayoutEffect(() => {
    // In the log, which clips it, the first messages have nothing above them.
    const clip = list.current!.closest(".log")?.getBoundingClientRect().top;
    if (clip !== undefined && list.current!.getBoundingClientRect().top < clip) setBelow(true);
  }, []);
  return (
    <div ref={list} class={below ? "suggestions below" : "suggestions"} id={id} role="listbox" aria-label={label}>
      {items.map((item, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the text area has the focus and the keys
        <div
          key={keyOf(item)}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          onMouseMove={() => onActive(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(item)}
        >
          {show(item)}
        </div>
      ))}
    </div>
  );
}

export const suggestedPerson = (user: User) => (
  <>
    <Avatar user={user} size="small" />
    <bdi>{user.name}</bdi>
    {user.role === "bot" && <span class="tag">bot</span>}
  </>
);

export const suggestedWord = ({ name, picture }: Word) => (
  <>
    <span class="word-picture" aria-hidden="true">
      {picture}
    </span>
    {name}
  </>
);
