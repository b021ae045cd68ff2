import { WriteStream } from "node:tty";

/** Where a command writes: results to `out`, what it says while it works to `err` and `out` alike. */
export interface Terminal {
  /** One line to standard output. */
  print(line: string): void;
  /** One line to standard error. */
  note(line: string): void;
  /** Standard output is a terminal: lines may be rewritten. */
  live: boolean;
  /** Characters in a row. */
  columns: number;
  paint: Paint;
  /** Rewrites the last lines that `redraw` wrote; nothing when standard output is no terminal. */
  redraw(lines: string[]): void;
}

export type Paint = Record<"green" | "red" | "yellow" | "cyan" | "dim" | "bold", (text: string) => string>;

const codes: Record<keyof Paint, [number, number]> = {
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** Colours only on a terminal, and not with NO_COLOR (no-color.org) or a dumb terminal. */
export function openTerminal(stdout: NodeJS.WriteStream = process.stdout, env = process.env): Terminal {
  const isTerminal = stdout instanceof WriteStream && env.TERM !== "dumb" && !env.CI;
  const colored = isTerminal && !env.NO_COLOR;
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stdout.write(`\x1b[${drawn}A\x1b[0J`);
    drawn = 0;
  };
  let shown: string[] = [];
  return {
    live: isTerminal,
    columns: stdout.columns || 100,
    paint: paintOf(colored),
    print(line) {
      erase();
      stdout.write(`${line}\n`);
      if (shown.length > 0) this.redraw(shown);
    },
    note(line) {
      erase();
      process.stderr.write(`${line}\n`);
      if (shown.length > 0) this.redraw(shown);
    },
    redraw(lines) {
      if (!isTerminal) return;
      erase();
      shown = lines;
      for (const line of lines) stdout.write(`${line}\n`);
      drawn = lines.length;
    },
  };
}

export const paintOf = (colored: boolean): Paint =>
  Object.fromEntries(
    Object.entries(codes).map(([name, [on, off]]) => [
      name,
      (text: string) => (colored ? `\x1b[${on}m${text}\x1b[${off}m` : text),
    ]),
  ) as Paint;
