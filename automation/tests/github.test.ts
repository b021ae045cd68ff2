import { describe, expect, it } from "vitest";
import { connect } from "../github/client.ts";
import { publishComments } from "../github/comments.ts";
import { publishDrift } from "../github/drift-issue.ts";
import { pullRequestOf } from "../github/pull-request.ts";
import { marker } from "../markdown/comments.ts";
import { fakeGitHub } from "./support/fake-github.ts";

const key = "preview/prod";
const bodies = (...texts: string[]) => texts.map((text) => `${marker(key)}\n\n${text}`);
const bot = { login: "github-actions[bot]" };

describe("comments", () => {
  it("are made once, and then changed where they stand, past the first page", async () => {
    const fake = await fakeGitHub();
    for (let id = 0; id < 23; id++) fake.comments.push({ id, body: `talk ${id}`, user: { login: "ann" } });
    await publishComments(fake.github, 7, key, bodies("one", "two"));
    await publishComments(fake.github, 7, key, bodies("one", "three"));
    expect(fake.comments.slice(23).map(({ body }) => body)).toEqual(bodies("one", "three"));
    expect(fake.requests.filter((request) => request.startsWith("POST"))).toHaveLength(2);
    expect(fake.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(1);
  });

  it("go when fewer are needed, and leave those of other stacks and other people alone", async () => {
    const fake = await fakeGitHub();
    const other = `${marker("preview/staging")}\n\nstaging`;
    fake.comments.push(
      { id: 1, body: bodies("forged")[0]!, user: { login: "mallory" } },
      { id: 2, body: other, user: bot },
    );
    await publishComments(fake.github, 7, key, bodies("one", "two", "three"));
    await publishComments(fake.github, 7, key, bodies("all"));
    expect(fake.comments.map(({ body }) => body)).toEqual([...bodies("forged"), other, ...bodies("all")]);
  });

  it("are there once, even when GitHub failed after it had made one", async () => {
    const fake = await fakeGitHub();
    fake.mishaps.push({ method: "POST", status: 502, after: true }, { method: "GET", status: 500 });
    await publishComments(fake.github, 7, key, bodies("one", "two"));
    expect(fake.comments.map(({ body }) => body)).toEqual(bodies("one", "two"));
    expect(fake.pauses).toHaveLength(2);
  });
});

describe("what GitHub refuses", () => {
  const refused = async (status: number, headers: Record<string, string> = {}, times = 1, message = "no") => {
    const fake = await fakeGitHub();
    for (let at = 0; at < times; at++) fake.mishaps.push({ method: "GET", status, headers, message });
    const error = await publishComments(fake.github, 7, key, bodies("one")).then(
      () => undefined,
      (thrown) => thrown.problem,
    );
    return { fake, error };
  };

  it.each([
    [403, "github-forbidden", "pull-requests: write"],
    [404, "github-not-found", "permissions"],
    [422, "github-refused", undefined],
  ])("with %i is not tried again, and has the code %s", async (status, code, remedy) => {
    const { fake, error } = await refused(status, {}, 1, "Resource not accessible");
    expect(error).toMatchObject({ code, message: expect.stringContaining("Resource not accessible") });
    expect(error.remedy ?? "").toContain(remedy ?? "");
    expect(fake.pauses).toEqual([]);
  });

  it("for a moment is waited for as long as it says, by either kind of limit", async () => {
    const soon = String(Math.ceil(Date.now() / 1_000) + 90);
    for (const [status, headers] of [
      [429, { "retry-after": "30" }],
      [403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": soon }],
    ] as const) {
      const { fake, error } = await refused(status, headers);
      expect(error).toBeUndefined();
      expect(fake.comments).toHaveLength(1);
      expect(fake.pauses[0]).toBeGreaterThanOrEqual(30_000);
    }
    const { fake } = await refused(403, {}, 1, "You have exceeded a secondary rate limit");
    expect(fake.pauses).toEqual([60_000]);
  });

  it("for an hour ends the job at once", async () => {
    const { fake, error } = await refused(403, { "retry-after": "3600" });
    expect(error.code).toBe("github-rate-limit");
    expect(fake.pauses).toEqual([]);
  });

  it("by failing is given up after four attempts, further apart each time", async () => {
    const { fake, error } = await refused(503, {}, 9);
    expect(error.code).toBe("github-unavailable");
    expect(fake.requests).toHaveLength(4);
    expect(fake.pauses).toEqual([1_000, 5_000, 20_000]);
  });

  it("says so where nobody answers, or the token is wrong, without repeating the token", async () => {
    const pause = async () => {};
    const nobody = connect({ api: "http://127.0.0.1:1", repository: "a/b", token: "secret-token", pause });
    await expect(nobody.insist(() => nobody.get("/x"))).rejects.toMatchObject({
      problem: { code: "github-unavailable" },
    });
    const { api } = await fakeGitHub();
    const stranger = connect({ api, repository: "team/campfire-stack", token: "wrong-token" });
    const error = await stranger.get<unknown>("/pulls").catch((thrown: { problem: object }) => thrown);
    expect(error).toMatchObject({ problem: { code: "github-token" } });
    expect(JSON.stringify(error)).not.toContain("wrong-token");
  });
});

describe("the issue of a stack that drifts", () => {
  const drift = (found: boolean, ...texts: string[]) => ({
    key,
    title: "Drift of prod",
    bodies: bodies(...texts),
    found,
  });

  it("is opened once, kept up to date with as many comments as it needs, and closed when all is well", async () => {
    const { github, issues, comments } = await fakeGitHub();
    await publishDrift(github, drift(false, "nothing"));
    expect(issues).toEqual([]);
    await publishDrift(github, drift(true, "a lot", "and more"));
    await publishDrift(github, drift(true, "something"));
    expect(issues).toMatchObject([{ title: "Drift of prod", body: bodies("something")[0], state: "open" }]);
    expect(comments).toEqual([]);
    await publishDrift(github, drift(false, "nothing"));
    expect(issues).toMatchObject([{ body: bodies("nothing")[0], state: "closed" }]);
    await publishDrift(github, drift(true, "again"));
    expect(issues).toHaveLength(2);
  });

  it("is not one that somebody else wrote", async () => {
    const { github, issues } = await fakeGitHub();
    const user = { login: "mallory" };
    issues.push({ number: 1, title: "x", body: bodies("forged")[0]!, state: "open", user });
    await publishDrift(github, drift(true, "real"));
    expect(issues.map(({ body }) => body)).toEqual([...bodies("forged"), ...bodies("real")]);
  });
});

describe("the pull request of a fork's run", () => {
  const event = {
    repository: { default_branch: "main" },
    workflow_run: {
      html_url: "",
      head_sha: "abc",
      head_branch: "a&b#c:d",
      head_repository: { id: 42, owner: { login: "forker" } },
    },
  };
  const pull = (number: number, sha: string, id: number | null) => ({
    number,
    head: { sha, repo: id === null ? null : { id } },
  });

  it("is the one whose head is the run's commit, in the run's repository", async () => {
    const { github, pulls, requests } = await fakeGitHub();
    pulls.push(pull(1, "abc", 41), pull(2, "old", 42), pull(3, "abc", null), pull(4, "abc", 42));
    expect(await pullRequestOf(github, event)).toBe(4);
    expect(requests).toEqual(["GET /repos/team/campfire-stack/pulls"]);
  });

  it("is none once it has gone on, or the fork is gone", async () => {
    const { github, pulls } = await fakeGitHub();
    pulls.push(pull(2, "newer", 42));
    expect(await pullRequestOf(github, event)).toBeUndefined();
    const gone = { ...event, workflow_run: { ...event.workflow_run, head_repository: null } };
    expect(await pullRequestOf(github, gone)).toBeUndefined();
  });
});
