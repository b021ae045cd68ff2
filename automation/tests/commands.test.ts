import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { main } from "../cli.ts";
import { type FakeGitHub, fakeGitHub } from "./support/fake-github.ts";

const recorded = join(import.meta.dirname, "recorded");
let folder = "";
const printed: string[] = [];
const told: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "campfire-automation-"));
  printed.length = told.length = 0;
  vi.spyOn(console, "log").mockImplementation((line) => void printed.push(line));
  vi.spyOn(console, "error").mockImplementation((line) => void told.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function environment({ api }: FakeGitHub, event: object): NodeJS.ProcessEnv {
  writeFileSync(join(folder, "event.json"), JSON.stringify(event));
  return {
    GITHUB_API_URL: api,
    GITHUB_SERVER_URL: "https://github.example",
    GITHUB_REPOSITORY: "team/campfire-stack",
    GITHUB_TOKEN: "secret-token",
    GITHUB_EVENT_PATH: join(folder, "event.json"),
    GITHUB_RUN_ID: "77",
    GITHUB_SHA: "0123456789abcdef",
  };
}

const ran = (name: string, status: string) => [
  "--stack",
  "prod",
  "--status",
  status,
  "--stdout",
  join(recorded, `${name}.json`),
  "--stderr",
  join(folder, "none"),
];

describe("the commands of the workflows", () => {
  it("put a preview on the pull request, of its head's commit", async () => {
    const fake = await fakeGitHub();
    const env = environment(fake, { pull_request: { number: 7, head: { sha: "fedcba9876543210" } } });
    expect(await main(["comment", ...ran("changes", "0")], env)).toBe(0);
    expect(fake.requests).toContain("POST /repos/team/campfire-stack/issues/7/comments");
    expect(fake.comments[0]?.body).toContain(
      "Of commit `fedcba987654`. [The run](https://github.example/team/campfire-stack/actions/runs/77)",
    );
  });

  it("say on the pull request that a preview never ran: neither its files nor its status are there", async () => {
    const fake = await fakeGitHub();
    const env = environment(fake, { pull_request: { number: 7, head: { sha: "f" } } });
    expect(await main(["comment", ...ran("nothing-of-the-kind", "")], env)).toBe(0);
    expect(fake.comments[0]?.body).toContain("it did not run");
  });

  it("print the same for a job's summary, with no GitHub to ask", async () => {
    expect(await main(["render", ...ran("changes", "0")], {})).toBe(0);
    expect(printed.join("\n")).toContain("### Preview of `prod`: 1 replaced, 2 deleted");
  });

  it("open an issue for drift and for not having been able to look, and for nothing else", async () => {
    const fake = await fakeGitHub();
    const env = environment(fake, {});
    await main(["drift", ...ran("unchanged", "0")], env);
    expect(fake.issues).toEqual([]);
    await main(["drift", ...ran("drift", "7")], env);
    expect(fake.issues).toMatchObject([
      { title: "Drift of prod", body: expect.stringContaining("1 deleted, 1 changed") },
    ]);
    await main(["drift", ...ran("unchanged", "0")], env);
    await main(["drift", ...ran("unchanged", "")], env);
    expect(fake.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  it("compare what two checkouts would register, and put it on the fork's pull request", async () => {
    const engine = (plans: Record<string, object[] | string>) => `
      const plan = ${JSON.stringify(plans)}[process.argv[process.argv.indexOf("--stack") + 1]];
      // As a stack on this machine: its resources are told apart by where they are.
      if (Array.isArray(plan)) for (const resource of plan) resource.inputs.path = process.cwd();
      if (typeof plan === "string") { console.error(plan); process.exitCode = 1; } else console.log(JSON.stringify(plan));`;
    const resource = (name: string) => ({
      urn: `urn:pulumi:s::campfire::aws:sns/topic:Topic::${name}`,
      inputs: {},
      protect: false,
    });
    const sides = {
      base: { prod: [resource("kept"), resource("old")], dev: [], gone: [resource("last")] },
      head: { prod: [resource("kept"), resource("`@new`")], dev: "error plan-failed: broken", fresh: [] },
    };
    for (const [side, plans] of Object.entries(sides)) {
      mkdirSync(join(folder, side, "engine"), { recursive: true });
      writeFileSync(join(folder, side, "engine/cli.mjs"), engine(plans));
      for (const stack of Object.keys(plans)) writeFileSync(join(folder, side, `Pulumi.${stack}.yaml`), "");
    }
    const out = join(folder, "reports.json");
    expect(
      await main(["inventories", "--base", join(folder, "base"), "--head", join(folder, "head"), "--out", out], {}),
    ).toBe(0);

    const fake = await fakeGitHub();
    fake.pulls.push({ number: 9, head: { sha: "abc", repo: { id: 42 } } });
    const head_repository = { id: 42, owner: { login: "forker" } };
    const workflow_run = {
      html_url: "https://github.example/run/5",
      head_sha: "abc",
      head_branch: "x",
      head_repository,
    };
    const env = environment(fake, { repository: { default_branch: "main" }, workflow_run });
    expect(await main(["fork-comment", "--reports", out], env)).toBe(0);
    const [{ body } = { body: "" }] = fake.comments;
    for (const part of [
      "- `dev`: it failed",
      "- `fresh`: nothing changes",
      "- `gone`: 1 deleted",
      "- `prod`: 1 deleted, 1 created, 1 unchanged",
      "- **`` `@new` ``**",
      "error plan-failed: broken",
      "[The run](https://github.example/run/5)",
    ])
      expect(body).toContain(part);

    expect(await main(["fork-comment", "--reports", join(folder, "none")], env)).toBe(0);
    expect(fake.comments).toHaveLength(1);
    expect(fake.comments[0]?.body).toContain("The plans did not come about");
    writeFileSync(out, '[{"stack": "<img>"}]');
    expect(await main(["fork-comment", "--reports", out], env)).toBe(1);
    expect(told.at(-1)).toContain("report-invalid");
  });

  it.each([
    [[], "automation-usage"],
    [["toString"], "automation-usage"],
    [["reap"], "automation-usage: `reap`: --stack is missing"],
    [["render", "--stack", "a", "--colour", "x"], "automation-usage"],
    [["comment", ...ran("changes", "0")], "github-environment: GITHUB_REPOSITORY is not set"],
  ])("refuse %j with %s", async (args, message) => {
    expect(await main(args as string[], {})).toBe(1);
    expect(told.at(-1)).toContain(message);
  });

  it("need no package: the job that may write to pull requests installs nothing, and a failed install is reported", async () => {
    const entryPoints = [resolve(import.meta.dirname, "../cli.ts")];
    const { metafile } = await build({
      entryPoints,
      bundle: true,
      write: false,
      metafile: true,
      platform: "node",
      format: "esm",
      packages: "external",
    });
    const imports = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
    expect(imports.length).toBeGreaterThan(30);
    expect(imports.filter(({ external, path }) => external && !path.startsWith("node:"))).toEqual([]);
    expect(readFileSync(entryPoints[0]!, "utf8")).not.toContain("import(");
  });
});
