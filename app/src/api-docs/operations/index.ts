import { administration } from "./administration.ts";
import { bots } from "./bots.ts";
import { messages } from "./messages.ts";
import { notifications } from "./notifications.ts";
import type { Operation, Operations } from "./operation.ts";
import { people } from "./people.ts";
import { rooms } from "./rooms.ts";

/** Everything that can be called, in the order of the page. */
export const OPERATIONS: Operations = {
  ...people,
  ...rooms,
  ...messages,
  ...notifications,
  ...administration,
  ...bots,
};

export function findOperation(method: string, url: string): { tag: string; operation: Operation } | undefined {
  for (const [tag, operations] of Object.entries(OPERATIONS)) {
    const operation = operations[`${method} ${url}`];
    if (operation) return { tag, operation };
  }
  return undefined;
}
