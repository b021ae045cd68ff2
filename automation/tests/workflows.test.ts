import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { commands } from "../cli.ts";

const root = resolve(import.meta.dirname, "../..");
const files = globSync(".github/{workflows/*.yml,actions/*/action.yml}", { cwd: root }).sort();

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}
interface Job {
  uses?: string;
  steps?: Step[];
  permissions?: Record<string, string>;
  concurrency?: { group: string; "cancel-in-progress": boolean };
  environment?: string;
  "timeout-minutes"?: number;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions?: Record<string, string>;
  env?: Record<string, string>;
  jobs: Record<string, Job>;
  runs?: { steps: Step[] };
}

const text = (file: string) => readFileSync(join(root, file), "utf8");
const read = (name: string) => parse(text(`.github/workflows/${name}.yml`)) as Workflow;
const workflows = files
  .filter((file) => file.includes("/workflows/"))
  .map((file) => /(\w[\w-]*)\.yml$/.exec(file)![1]!);
const jobs = workflows.flatMap((name) =>
  Object.entries(read(name).jobs).map(([job, content]) => ({
    name: `${name}/${job}`,
    workflow: read(name),
    job: content,
  })),
);
const stepsOf = (file: string): Step[] => {
  const { jobs = {}, runs } = parse(text(file)) as Workflow;
  return [...(runs?.steps ?? []), ...Object.values(jobs).flatMap(({ steps = [] }) => steps)];
};
const scriptsOf = ({ steps = [] }: Job) => steps.map(({ run = "" }) => run).join("\n");

/** As it stands in a workflow. */
const expression = (what: string) => `\${{ ${what} }}`;

it("there are eight workflows", () => {
  expect(workflows).toEqual([
    "ci",
    "deploy-stack",
    "deploy",
    "drift",
    "fork-comment",
    "fork-plan",
    "preview",
    "reaper",
  ]);
});

describe.each(files)("%s", (file) => {
  it("takes others' actions by the hash of a release, which a comment names", () => {
    for (const [line, action] of text(file).matchAll(/^.*uses: (\S+).*$/gm)) {
      if (action?.startsWith("./")) expect(existsSync(join(root, action))).toBe(true);
      else expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it("puts no expression into a script: what it says could be anybody's, and would be run", () => {
    for (const { run = "" } of stepsOf(file)) expect(run).not.toContain("${{");
  });

  it("runs only npm scripts that exist, and the automation's commands with all that they take", () => {
    const { scripts } = JSON.parse(text("package.json")) as { scripts: Record<string, string> };
    for (const { run = "" } of stepsOf(file)) {
      for (const [, script = ""] of run.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
        expect(scripts).toHaveProperty([script]);
      for (const [, name = "", options = ""] of run.matchAll(/automation -- ([\w-]+)([^\n)]*)/g)) {
        const given = [...options.matchAll(/--([\w-]+)/g)].map(([, option]) => option).sort();
        expect([name, given]).toEqual([name, [...(commands[name]?.takes ?? ["no such command"])].sort()]);
      }
    }
  });

  it("leaves no token of GitHub's in a checkout", () => {
    for (const { uses = "", with: options = {} } of stepsOf(file))
      if (uses.startsWith("actions/checkout@")) expect(options["persist-credentials"]).toBe(false);
  });
});

describe("permissions", () => {
  it("are said by every workflow, for nothing at first or for reading", () => {
    const most = { contents: "read", "id-token": "write" };
    for (const name of workflows) {
      const { permissions } = read(name);
      expect(permissions).toBeDefined();
      expect(most).toMatchObject(permissions!);
    }
  });

  it("to write are had by these jobs only", () => {
    const writing = jobs.flatMap(({ name, workflow, job }) => {
      const given = Object.entries(job.permissions ?? workflow.permissions ?? {});
      return given.filter(([, level]) => level !== "read").map(([what]) => `${name} ${what}`);
    });
    expect(writing.sort()).toEqual([
      "deploy-stack/plan id-token",
      "deploy-stack/up id-token",
      "deploy/stack id-token",
      "drift/look id-token",
      "drift/look issues",
      "fork-comment/comment pull-requests",
      "preview/preview id-token",
      "preview/preview pull-requests",
      "reaper/find id-token",
      "reaper/remove id-token",
    ]);
  });

  it("and secrets are never in the hands of a job that can hold a fork's code", () => {
    for (const name of workflows) expect(read(name).on).not.toHaveProperty("pull_request_target");
    for (const name of ["ci", "fork-plan"]) {
      expect(read(name).permissions).toEqual({ contents: "read" });
      expect(text(`.github/workflows/${name}.yml`)).not.toMatch(/secrets\.|github\.token|vars\./);
    }
    expect(text(".github/workflows/preview.yml")).toContain("head.repo.full_name == github.repository");
    expect(text(".github/workflows/fork-plan.yml")).toContain("head.repo.full_name != github.repository");
  });

  it("to write to a fork's pull request come with no code of the fork, no packages, and no cache", () => {
    const { steps = [] } = read("fork-comment").jobs.comment!;
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with)).toEqual([{ "persist-credentials": false }]);
    expect(scriptsOf({ steps })).not.toMatch(/npm (ci|install|exec)|npx|git /);
    expect(steps.find(({ uses = "" }) => uses.startsWith("actions/setup-node@"))?.with?.["package-manager-cache"]).toBe(
      false,
    );
    expect(steps.filter(({ uses = "" }) => /\/cache@|^\.\//.test(uses))).toEqual([]);
    // Beside the checkout, where nothing is run from.
    expect(steps.find(({ uses = "" }) => uses.startsWith("actions/download-artifact@"))?.with?.path).toBe(
      `${expression("runner.temp")}/untrusted`,
    );
  });

  it("that secrets give are given to single steps, and not to `npm ci`", () => {
    for (const name of workflows) {
      const { env = {}, jobs } = read(name);
      const around = [env, ...Object.values(jobs).map((job) => (job as { env?: object }).env ?? {})];
      expect(JSON.stringify(around)).not.toMatch(/secrets\.|github\.token/);
    }
  });
});

describe("what changes a stack", () => {
  const changing = jobs.filter(({ job }) => /pulumi (up|destroy)|-- reap /.test(scriptsOf(job)));

  it("is in two jobs, which no time limit ends half way", () => {
    expect(changing.map(({ name }) => name)).toEqual(["deploy-stack/up", "reaper/remove"]);
    for (const { job } of changing) expect(job["timeout-minutes"]).toBeUndefined();
  });

  it("waits in the stack's queue, in which nothing under way is cancelled", () => {
    const queue = { group: `stack-${expression("matrix.stack")}`, "cancel-in-progress": false };
    const caller = read("deploy").jobs.stack!;
    expect(caller.uses).toBe("./.github/workflows/deploy-stack.yml");
    expect(caller.concurrency).toEqual(queue);
    expect(read("reaper").jobs.remove!.concurrency).toEqual(queue);
    // It would be told half of an update as drift.
    expect(read("drift").jobs.look!.concurrency).toEqual(queue);
    // Waiting for its caller, it would wait for ever.
    for (const job of Object.values(read("deploy-stack").jobs)) expect(job.concurrency).toBeUndefined();
  });

  it("needs an environment, of which reviewers and identities can be required", () => {
    expect(changing.map(({ job }) => job.environment)).toEqual([expression("inputs.stack"), "reaper"]);
  });

  it("does what was planned for the very commit, while that is the newest", () => {
    const { plan, up } = read("deploy-stack").jobs;
    const artifact = (job: Job, action: string) =>
      job.steps?.find(({ uses = "" }) => uses.startsWith(action))?.with?.name;
    expect(artifact(plan!, "actions/upload-artifact@")).toBe(
      `plan-${expression("inputs.stack")}-${expression("github.sha")}`,
    );
    expect(artifact(up!, "actions/download-artifact@")).toBe(artifact(plan!, "actions/upload-artifact@"));
    expect(scriptsOf(plan!)).toContain('--save-plan "$RUNNER_TEMP/plan.json"');
    expect(scriptsOf(up!)).toMatch(/pulumi up .*--plan "\$RUNNER_TEMP\/plan\.json"$/m);
    const [first] = up!.steps!;
    expect(first?.run).toContain('[ "$newest" != "$GITHUB_SHA" ]');
  });

  it("comes after the tests, one stack after the other", () => {
    const { stack } = read("deploy").jobs as unknown as {
      stack: { needs: string; strategy: { "max-parallel": number } };
    };
    expect(stack.needs).toBe("ci");
    expect(stack.strategy["max-parallel"]).toBe(1);
    expect(scriptsOf(read("ci").jobs.test!)).toContain("npm test");
  });
});
