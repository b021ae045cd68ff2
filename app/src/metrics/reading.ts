/**
 * Something that takes a moment to find out, for metrics: whoever asks gets what was last found, and starts the next look when that is
 * older than `everyMs`. So a scrape never waits, and nobody looks while nobody asks.
 */
export class Reading<T> {
  private readonly read: () => Promise<T>;
  private readonly everyMs: number;
  private found: T | undefined;
  private startedAt = -Infinity;
  private running = false;

  constructor(read: () => Promise<T>, everyMs: number) {
    this.read = read;
    this.everyMs = everyMs;
  }

  /** Undefined until it was found, and when the last look failed. */
  get value(): T | undefined {
    const now = performance.now();
    if (!this.running && now - this.startedAt >= this.everyMs) {
      this.startedAt = now;
      this.running = true;
      void this.refresh();
    }
    return this.found;
  }

  private async refresh(): Promise<void> {
    try {
      this.found = await this.read();
    } catch {
      this.found = undefined;
    } finally {
      this.running = false;
    }
  }
}
