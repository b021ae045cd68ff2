import { parseCommandLine, usage } from "./commands/arguments.ts";
import { makeContext } from "./commands/context.ts";
import { useCompileCache } from "./compile-cache.ts";
import { openTerminal } from "./display/terminal.ts";
import { describe, EngineError } from "./errors.ts";

/** Commands that would leave something half done if they were stopped at once. */
const changing = /^(up|down|refresh)$/;

/** npm passes a Ctrl-C on that the terminal sent to its child as well: two signals this close together are one. */
const sameInterruptMilliseconds = 500;

/** Runs one command and returns the exit status: 0, 1 for a failure, 130 when it was interrupted. */
export async function main(argv: string[]): Promise<number> {
  useCompileCache();
  const terminal = openTerminal();
  const interruption = new AbortController();
  let interruptedAt = 0;
  const interrupt = () => {
    if (interruption.signal.aborted) {
      if (performance.now() - interruptedAt > sameInterruptMilliseconds) process.exit(130);
      return;
    }
    if (!changing.test(argv[0] ?? "")) process.exit(130);
    interruptedAt = performance.now();
    terminal.note(
      "Interrupted: finishing what is under way. Once more stops at once; the next run settles what is left.",
    );
    interruption.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    const args = parseCommandLine(argv);
    if ("help" in args) {
      terminal.print(usage(args.help));
      return 0;
    }
    // Each command loads only what it needs: `outputs` is done before gRPC would be loaded.
    const { run } = (await import(`./commands/${args.command}.ts`)) as { run: (context: unknown) => Promise<number> };
    return await run(makeContext(args, terminal, interruption.signal));
  } catch (error) {
    terminal.redraw([]);
    terminal.note(paragraph(error, terminal.paint.red));
    return interruption.signal.aborted ? 130 : 1;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function paragraph(error: unknown, red: (text: string) => string): string {
  if (error instanceof EngineError) return `${red("error")} ${describe(error.problem)}`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `${red("error")} internal: this is a mistake in the engine. ${stack}`;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
