import { marker } from "../markdown/comments.ts";
import type { GitHub } from "./client.ts";

/** Whose comments ours are: the account behind a workflow's own token. */
export const bot = "github-actions[bot]";

interface Comment {
  id: number;
  body?: string;
  user: { login: string } | null;
}

/**
 * Makes the comments of `key` on a pull request or issue be exactly `bodies`: changes those that are there, adds what is missing, deletes what is
 * too many. Can be done again at any point. A comment by anybody else is left alone, whatever marker it carries.
 */
export function publishComments(github: GitHub, number: number, key: string, bodies: readonly string[]): Promise<void> {
  return github.insist(async () => {
    const all = await github.list<Comment>(`/issues/${number}/comments`);
    const ours = all
      .filter(({ user, body }) => user?.login === bot && body?.startsWith(marker(key)))
      .sort((a, b) => a.id - b.id);
    for (const [at, body] of bodies.entries()) {
      const comment = ours[at];
      if (comment === undefined) await github.send("POST", `/issues/${number}/comments`, { body });
      else if (comment.body !== body) await github.send("PATCH", `/issues/comments/${comment.id}`, { body });
    }
    for (const { id } of ours.slice(bodies.length)) await github.send("DELETE", `/issues/comments/${id}`);
  });
}
