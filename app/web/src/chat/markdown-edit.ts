/** A text with the part of it that is selected. */
export interface Selected {
  text: string;
  start: number;
  end: number;
}

/** Puts the mark around what is selected, or takes it away. With nothing selected the caret goes between two marks. */
export function toggleMark({ text, start, end }: Selected, mark: string): Selected {
  const { length } = mark;
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (carries(before, mark) && carries(reversed(after), mark)) {
    const bare = before.slice(0, -length) + inside + after.slice(length);
    return { text: bare, start: start - length, end: end - length };
  }
  if (inside.length > 2 * length && carries(reversed(inside), mark) && carries(inside, mark)) {
    return { text: before + inside.slice(length, -length) + after, start, end: end - 2 * length };
  }
  return { text: before + mark + inside + mark + after, start: start + length, end: end + length };
}

/** Whether the text ends with the mark; of * and **, which look alike, with that one. */
function carries(text: string, mark: string): boolean {
  let run = 0;
  while (text[text.length - 1 - run] === mark[0]) run++;
  return mark === "*" ? run % 2 === 1 : run >= mark.length;
}

const reversed = (text: string) => [...text].reverse().join("");

/** Begins each selected line with the mark, or takes it from all that have it. */
export function toggleLines({ text, start, end }: Selected, mark: string): Selected {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const to = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end);
  const lines = text.slice(from, to).split("\n");
  const all = lines.every((line) => line.startsWith(mark));
  const news = lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n");
  const step = all ? -mark.length : mark.length;
  return {
    text: text.slice(0, from) + news + text.slice(to),
    start: Math.max(from, start + step),
    end: end + step * lines.length,
  };
}

/** Puts what is selected into a code block of its own lines; the caret stands in it. */
export function toCodeBlock({ text, start, end }: Selected): Selected {
  const before = start === 0 || text[start - 1] === "\n" ? "" : "\n";
  const after = end === text.length || text[end] === "\n" ? "" : "\n";
  const at = start + before.length + 4;
  const news = `${before}\`\`\`\n${text.slice(start, end)}\n\`\`\`${after}`;
  return { text: text.slice(0, start) + news + text.slice(end), start: at, end: at + end - start };
}

/** Makes what is selected a link; without an address the place for one is selected. */
export function toLink({ text, start, end }: Selected, address = ""): Selected {
  const name = text.slice(start, end);
  const link = `[${name}](${address || "https://"})`;
  const at = start + name.length + 3;
  const news = text.slice(0, start) + link + text.slice(end);
  if (address) return { text: news, start: start + link.length, end: start + link.length };
  return name ? { text: news, start: at, end: at + 8 } : { text: news, start: start + 1, end: start + 1 };
}

/** Whether the caret stands in a code block that is open: there Enter makes a new line. */
export function inCodeBlock(text: string, caret: number): boolean {
  let fence = "";
  for (const line of text.slice(0, caret).split("\n")) {
    const found = /^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$/.exec(line);
    if (!found) continue;
    const [, mark = "", rest = ""] = found;
    if (!fence) fence = mark.startsWith("`") && rest.includes("`") ? "" : mark;
    else if (mark.startsWith(fence) && rest.trim() === "") fence = "";
  }
  return fence !== "";
}

/** The address that the text is, if it is nothing else. */
export function addressOf(text: string): string | null {
  return /^https?:\/\/[^\s()<>]+$/.exec(text.trim())?.[0] ?? null;
}
