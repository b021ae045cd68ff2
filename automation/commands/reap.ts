import { setTimeout as sleep } from "node:timers/promises";
import { EngineError } from "../../engine/errors.ts";
import { judge } from "../reaper/expiry.ts";
import { factsOf, remove, stackNames } from "../reaper/pulumi.ts";

/** Milliseconds before the second and third destroy: clouds let go of network interfaces within minutes. */
const waits = [60_000, 180_000];

const today = () => new Date().toISOString().slice(0, 10);

/** Prints the names of the stacks that may go as JSON, and of each other one why it stays. Changes nothing. */
export function expired(): void {
  const names = stackNames().filter((name) => {
    const { expired, because, code } = judge(factsOf(name), today());
    console.error(`${code ? `${code}: ` : ""}${name} ${expired ? "goes" : "stays"}: ${because}`);
    return expired;
  });
  console.log(JSON.stringify(names));
}

/** Removes one stack, after judging it anew: somebody may have given it more time since it was listed. */
export async function reap({ stack }: { stack: string }, _env: NodeJS.ProcessEnv, pause = sleep): Promise<void> {
  const { expired, because, code = "reap-not-expired" } = judge(factsOf(stack), today());
  if (!expired)
    throw new EngineError({
      code,
      message: `${stack} stays: ${because}`,
      remedy: "Remove it by hand if it is to go: `npm run down`.",
    });
  await remove(stack, waits, pause);
  console.log(`${stack} is removed: ${because}`);
}
