interface Waiting<In, Out> {
  input: In;
  resolve(output: Out): void;
  reject(error: unknown): void;
}

/**
 * Gathers what comes during the last flush into the next one. `flush` answers each input in order, or throws for
 * all of them; one flush runs at a time. With nothing under way an input is flushed in the same turn of the loop.
 */
export class Batcher<In, Out> {
  private queue: Waiting<In, Out>[] = [];
  private running: Promise<void> | null = null;
  private readonly flush: (inputs: In[]) => Promise<Out[]>;
  private readonly largest: number;

  constructor(largest: number, flush: (inputs: In[]) => Promise<Out[]>) {
    this.largest = largest;
    this.flush = flush;
  }

  add(input: In): Promise<Out> {
    return new Promise((resolve, reject) => {
      this.queue.push({ input, resolve, reject });
      this.running ??= this.run();
    });
  }

  get waiting(): number {
    return this.queue.length;
  }

  /** Settles when everything that was added is flushed. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  private async run(): Promise<void> {
    // Lets all that this turn of the loop brings into the first batch.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.queue.splice(0, this.largest);
      try {
        const outputs = await this.flush(batch.map((waiting) => waiting.input));
        batch.forEach((waiting, index) => {
          waiting.resolve(outputs[index]!);
        });
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.running = null;
  }
}
