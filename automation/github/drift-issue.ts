import { marker } from "../markdown/comments.ts";
import type { GitHub } from "./client.ts";
import { bot, publishComments } from "./comments.ts";

interface Issue {
  number: number;
  body: string | null;
  user: { login: string } | null;
  pull_request?: object;
}

/**
 * One open issue a stack while it drifts: made, kept up to date, and closed once nothing is found any more. `bodies` are those of
 * `renderComments` with the same key: the issue's own, and the comments that it needs besides.
 */
export async function publishDrift(
  github: GitHub,
  { key, title, bodies, found }: { key: string; title: string; bodies: readonly string[]; found: boolean },
): Promise<void> {
  const number = await github.insist(async () => {
    const issues = await github.list<Issue>("/issues?state=open");
    const open = issues.find(
      ({ body, user, pull_request }) => !pull_request && user?.login === bot && body?.startsWith(marker(key)),
    );
    const [body = ""] = bodies;
    if (!found && !open) return undefined;
    if (!found && open) {
      await github.send("PATCH", `/issues/${open.number}`, { body, state: "closed", state_reason: "completed" });
      return undefined;
    }
    if (!open) return (await github.send<Issue>("POST", "/issues", { title, body })).number;
    if (open.body !== body) await github.send("PATCH", `/issues/${open.number}`, { title, body });
    return open.number;
  });
  if (number !== undefined) await publishComments(github, number, key, bodies.slice(1));
}
