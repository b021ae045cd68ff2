import type { GitHub } from "./client.ts";
import type { Event } from "./event.ts";

interface PullRequest {
  number: number;
  head: { sha: string; repo: { id: number } | null };
}

/**
 * The open pull request whose head a finished run was made of. For one from a fork the event names none, and what the run itself wrote down could
 * name anybody's: so GitHub is asked for those of the very repository and branch, and the commit has to be the one. Undefined when it has been
 * closed or has gone on since; then another run is about to report.
 */
export async function pullRequestOf(
  github: GitHub,
  { workflow_run: run, repository }: Event,
): Promise<number | undefined> {
  if (!run?.head_repository || !repository) return undefined;
  const head = encodeURIComponent(`${run.head_repository.owner.login}:${run.head_branch}`);
  const base = encodeURIComponent(repository.default_branch);
  const open = await github.insist(() => github.list<PullRequest>(`/pulls?state=open&head=${head}&base=${base}`));
  return open.find((one) => one.head.sha === run.head_sha && one.head.repo?.id === run.head_repository?.id)?.number;
}
