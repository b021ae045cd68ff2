import { nameToEmoji } from "gemoji";
import { MAX_BOOST_LENGTH } from "../../protocol/entities.ts";

// Where Slack's names aren't GitHub's.
const OTHERS: Record<string, string> = {
  thumbsup_all: "👍",
  simple_smile: "🙂",
  slightly_smiling_face: "🙂",
  face_with_rolling_eyes: "🙄",
  thinking_face: "🤔",
  hugging_face: "🤗",
  the_horns: "🤘",
};

const find = (name: string) => nameToEmoji[name] ?? OTHERS[name];

/** The text with `:names:` of emoji as the characters; what nobody knows, such as a team's own, stays. */
export function emojiIn(text: string): string {
  return text
    .replaceAll(/:skin-tone-[2-6]:/g, "")
    .replaceAll(/:([a-z0-9_+-]+):/g, (written, name: string) => find(name) ?? written);
}

/** A reaction as a boost says it: the emoji, or the name of a team's own. */
export function boostOf(reaction: string): string {
  const name = reaction.split("::")[0]!;
  return find(name) ?? [...`:${name}:`].slice(0, MAX_BOOST_LENGTH).join("");
}
