import { describe, expect, it } from "vitest";
import { emojiAt, finishedEmoji, soundAt } from "../../src/chat/completion-text.ts";
import { emojiLike, emojiNamed, loadEmoji, withEmoji } from "../../src/ui/emoji.ts";

/** The caret is where the bar is. */
const at = (marked: string, read: typeof emojiAt) => read(marked.replace("|", ""), marked.indexOf("|"))?.typed ?? null;

describe("what is being typed", () => {
  it.each([
    [":ta|", "ta"],
    ["well (:+1|", "+1"],
    ["**:tada|**", "tada"],
    ["at 10:30|", null],
    ["https://a|", null],
    ["a:tada|", null],
    [":t|", null],
    ["`x :tada|", null],
    ["`x` :tada|", "tada"],
    [": tada|", null],
  ])("in %s is the emoji %j", (text, typed) => expect(at(text, emojiAt)).toBe(typed));

  it.each([
    ["/play |", ""],
    ["/play tr|", "tr"],
    ["/play tr|x", null],
    ["say /play tr|", null],
    ["/play tada now|", null],
  ])("in %s is the sound %j", (text, typed) => expect(at(text, soundAt)).toBe(typed));
});

describe("emoji", () => {
  it("are found by parts of their names, the nearest first", async () => {
    expect(emojiLike("tad", 3)).toEqual([]);
    await loadEmoji();
    expect(emojiLike("tad", 1)).toEqual([{ name: "tada", emoji: "🎉" }]);
    expect(emojiLike("HEART", 20)[0]).toEqual({ name: "heart", emoji: "❤️" });
    expect(emojiLike("nothing_like_it", 3)).toEqual([]);
  });

  it("take the place of their finished names, where these mean one", () => {
    expect(finishedEmoji("so :tada: it", 9, emojiNamed)).toEqual({ text: "so 🎉 it", caret: 5 });
    for (const text of ["so :nope:", "10:100:", "`:tada:", "tada:"]) {
      expect(finishedEmoji(text, text.length, emojiNamed)).toBeNull();
    }
  });

  it("are put into boosts", async () => {
    expect(await withEmoji(":tada: :+1: :nope:")).toBe("🎉 👍 :nope:");
    expect(await withEmoji("no emoji")).toBe("no emoji");
  });
});
