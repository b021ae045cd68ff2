// Other people's words in Markdown. They only ever stand in code: there GitHub makes nothing of them, neither links and mentions nor HTML.

/** Characters that are not seen, or make others be seen elsewhere (bidirectional text), as `\u{202e}`. */
export const visible = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n|[\n\r\u2028\u2029]/g, "⏎")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, (found) => `\\u{${found.codePointAt(0)?.toString(16)}}`);

const longestRun = (text: string) => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/** One line of code among other words: a run of backticks longer than any inside. */
export function code(text: string): string {
  const shown = visible(text);
  if (shown.trim() === "") return "`(empty)`";
  const ticks = "`".repeat(longestRun(shown) + 1);
  // One space on both sides is not shown; it keeps backticks apart, and spaces that are meant.
  const space = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${ticks}${space}${shown}${space}${ticks}`;
}

/** A block of code: a fence longer than any run of backticks inside. */
export function fence(lines: readonly string[], language: "diff" | "text"): string {
  const shown = lines.map(visible);
  const ticks = "`".repeat(Math.max(3, longestRun(shown.join("\n")) + 1));
  return [`${ticks}${language}`, ...shown, ticks].join("\n");
}

/** Lines of a text, without the colours of a terminal. */
export const linesOf = (text: string): string[] =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters.
  text.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, "").split(/\r\n|\r|\n/);

export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As many lines as fit, from one end, and a line that says how many are missing. */
export function fitting(lines: readonly string[], bytes: number, keep: "head" | "tail"): string[] {
  const inOrder = keep === "head" ? lines : lines.toReversed();
  let left = bytes;
  const end = inOrder.findIndex((line) => {
    left -= bytesOf(visible(line)) + 1;
    return left < 0;
  });
  if (end === -1) return [...lines];
  const missing = `… ${lines.length - end} more lines`;
  return keep === "head" ? [...lines.slice(0, end), missing] : [missing, ...lines.slice(lines.length - end)];
}
