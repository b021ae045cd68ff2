import { inCodeBlock } from "./markdown-edit.ts";

/** Longer quotes are cut: the original is one click away. */
const MOST_LINES = 6;

/** The message as a Markdown quote, without what it quotes itself, with who said it; and a blank line to answer below. */
export function quote({ text, name, address }: { text: string; name: string; address: string }): string {
  const lines = text.split("\n").filter((line) => !line.startsWith(">"));
  const own = lines.join("\n").trim().split("\n");
  const kept = own.length > MOST_LINES ? [...own.slice(0, MOST_LINES), "…"] : own;
  const source = `— [${name.replaceAll(/[\\`*_[\]<>~&]/g, "\\$&")}](${address})`;
  return `${[...kept, ...(endsInCode(kept) ? ["```", source] : [source])].map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
}

/** A block of code that was cut has no end. */
const endsInCode = (lines: string[]) => inCodeBlock(`${lines.join("\n")}\n`, Number.POSITIVE_INFINITY);
