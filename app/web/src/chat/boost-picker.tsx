import { useState } from "preact/hooks";
import { addBoost } from "../changes.ts";
import type { Message } from "../protocol.ts";
import { withEmoji } from "../ui/emoji.ts";
import { errorText } from "../ui/error-texts.ts";
import { CheckIcon } from "../ui/icons.tsx";
import { closePopup } from "../ui/popup.tsx";
import { toast } from "../ui/toast.tsx";

const QUICK: [content: string, name: string][] = [
  ["👍", "Thumbs up"],
  ["🎉", "Party"],
  ["❤️", "Heart"],
  ["😂", "Laughing"],
  ["👏", "Applause"],
  ["👀", "Eyes"],
  ["🔥", "Fire"],
  ["✅", "Done"],
];

/** The longest boost, in UTF-16 code units, as the input counts them (docs/protocol.md). */
const MOST_LETTERS = 16;

/** Adds a boost: one of a few at a click, or a few words. */
export function BoostPicker({ message }: { message: Message }) {
  const [text, setText] = useState("");
  const boost = (content: string) => {
    closePopup();
    withEmoji(content)
      .then((named) => addBoost(message, named))
      .catch((error: unknown) => toast(errorText(error)));
  };
  return (
    <div class="boost-picker" role="dialog" aria-label="Boost">
      <div class="boost-quick">
        {QUICK.map(([content, name]) => (
          <button key={content} type="button" aria-label={name} title={name} onClick={() => boost(content)}>
            {content}
          </button>
        ))}
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) boost(text.trim());
        }}
      >
        <input
          class="input"
          aria-label="Boost with your own words"
          placeholder="A few words or :tada:"
          dir="auto"
          autocomplete="off"
          maxLength={MOST_LETTERS}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <button type="submit" class="icon-button" aria-label="Add boost" disabled={!text.trim()}>
          <CheckIcon />
        </button>
      </form>
    </div>
  );
}
