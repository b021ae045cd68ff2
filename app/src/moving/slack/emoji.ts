import names from "markdown-it-emoji/lib/data/full.mjs";
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
  u5272: "🈹",
  u5408: "🈴",
  u55b6: "🈺",
  u6307: "🈯️",
  u6708: "🈷️",
  u6709: "🈶",
  u7121: "🈚️",
  u7533: "🈸",
  u7981: "🈲",
  u7a7a: "🈳",
};

const ALL = new Map(Object.entries({ ...OTHERS, ...names }));

/** The text with `:names:` of emoji as the characters; what nobody knows, such as a team's own, stays. */
export function emojiIn(text: string): string {
  return text
    .replaceAll(/:skin-tone-[2-6]:/g, "")
    .replaceAll(/:([a-z0-9_+-]+):/g, (written, name: string) => ALL.get(name) ?? written);
}

/** A reaction as a boost says it: the emoji, or the name of a team's own. */
export function boostOf(reaction: string): string {
  const name = reaction.split("::")[0]!;
  return ALL.get(name) ?? [...`:${name}:`].slice(0, MAX_BOOST_LENGTH).join("");
}
