export interface Count {
  read: number;
  imported: number;
  /** How many, by why. */
  skipped: Map<string, number>;
}

/** What became of everything that was read, and what else people should know. */
export class ImportReport {
  readonly counts = new Map<string, Count>();
  readonly notes = new Map<string, number>();

  read(kind: string, count = 1): void {
    this.of(kind).read += count;
  }

  imported(kind: string, count = 1): void {
    this.of(kind).imported += count;
  }

  skipped(kind: string, reason: string, count = 1): void {
    const { skipped } = this.of(kind);
    skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  }

  /** Something that was imported otherwise than it was. */
  note(text: string, count = 1): void {
    this.notes.set(text, (this.notes.get(text) ?? 0) + count);
  }

  /** For a terminal. */
  text(): string {
    const widest = Math.max(...[...this.counts.keys()].map((kind) => kind.length), 10) + 2;
    const number = (value: number) => value.toLocaleString("en").padStart(10);
    const lines = [`${"".padEnd(widest)}${"read".padStart(10)}${"imported".padStart(10)}${"skipped".padStart(10)}`];
    for (const [kind, { read, imported, skipped }] of this.counts) {
      const total = [...skipped.values()].reduce((sum, count) => sum + count, 0);
      lines.push(`${kind.padEnd(widest)}${number(read)}${number(imported)}${number(total)}`);
    }
    for (const [kind, { skipped }] of this.counts) {
      for (const [reason, count] of skipped) lines.push(`- ${count.toLocaleString("en")} ${kind} skipped: ${reason}`);
    }
    for (const [text, count] of this.notes) lines.push(`- ${count.toLocaleString("en")} ${text}`);
    return lines.join("\n");
  }

  private of(kind: string): Count {
    const count = this.counts.get(kind) ?? { read: 0, imported: 0, skipped: new Map() };
    this.counts.set(kind, count);
    return count;
  }
}
