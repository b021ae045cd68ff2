/** What is wrong with somebody's CSS, and in which line (from 1). */
export interface StylesProblem {
  line: number;
  text: string;
}

// A host that can't exist: what stays on it came from no address of its own.
const HERE = ["https://here.invalid/styles.css", "http://here.invalid/styles.css"];
/** Functions whose argument is an address even without quotes. Names that merely end like them are taken for them. */
const TAKES_ADDRESS = /(?:url|src|url-prefix|domain)$/;
const NAME = /[\w-]|[^\0-\x7f]/;

/**
 * Looks for whatever would load something from another site: `@import`, and addresses of other hosts in `url()` and in
 * strings, however they are escaped. The browser's Content-Security-Policy refuses these too; here somebody is told.
 */
export function findForeign(styles: string): StylesProblem | null {
  // As CSS itself does first (CSS Syntax 3, § 3.3).
  const css = styles.replace(/\r\n?|\f/g, "\n");
  let at = 0;

  const problem = (from: number, text: string) => ({ line: css.slice(0, from).split("\n").length, text });

  /** The character that an escape stands for; `at` is behind the backslash, and behind the escape after it. */
  function escaped(): string {
    const hex = /^[0-9a-f]{1,6}/i.exec(css.slice(at, at + 6))?.[0];
    if (!hex) return css[at++] ?? "";
    at += hex.length;
    if (/\s/.test(css[at] ?? "")) at++;
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
  }

  /** What stands here up to an end that isn't part of it. */
  function read(belongs: (letter: string) => boolean): string {
    let text = "";
    while (at < css.length) {
      const letter = css[at]!;
      if (letter === "\\") {
        at++;
        // At the end of a line it only joins lines.
        if (css[at] === "\n") at++;
        else text += escaped();
      } else if (belongs(letter)) {
        text += letter;
        at++;
      } else break;
    }
    return text;
  }

  while (at < css.length) {
    const from = at;
    const letter = css[at]!;
    if (css.startsWith("/*", at)) {
      const end = css.indexOf("*/", at + 2);
      at = end < 0 ? css.length : end + 2;
    } else if (letter === '"' || letter === "'") {
      at++;
      const text = read((next) => next !== letter && next !== "\n");
      if (css[at] === letter) at++;
      if (leadsElsewhere(text, false)) return problem(from, text);
    } else if (NAME.test(letter) || letter === "\\") {
      const name = read((next) => NAME.test(next)).toLowerCase();
      if (css[from - 1] === "@" && name === "import") return problem(from, "@import");
      if (css[at] !== "(" || !TAKES_ADDRESS.test(name)) continue;
      at++;
      while (/\s/.test(css[at] ?? "")) at++;
      if (css[at] === '"' || css[at] === "'") continue;
      const text = read((next) => next !== ")").trim();
      if (leadsElsewhere(text, true)) return problem(from, text);
    } else at++;
  }
  return null;
}

/** A string may be a mere text with a colon in it; an address may not lead out of this site by any scheme but `data:`. */
function leadsElsewhere(text: string, isAddress: boolean): boolean {
  return HERE.some((base) => {
    const url = URL.parse(text, base);
    if (!url || url.protocol === "data:" || url.host === "here.invalid") return false;
    return isAddress || url.host !== "";
  });
}
