import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { connect, type GitHub } from "../../github/client.ts";

export interface FakeComment {
  id: number;
  body: string;
  user: { login: string };
}
export interface FakeIssue {
  number: number;
  title: string;
  body: string;
  state: string;
  user: { login: string };
}

/** How one request goes wrong: before it is carried out, or after, when only the answer is lost. */
export interface Mishap {
  method: string;
  status: number;
  headers?: Record<string, string>;
  message?: string;
  after?: boolean;
}

export interface FakeGitHub {
  api: string;
  github: GitHub;
  comments: FakeComment[];
  issues: FakeIssue[];
  pulls: object[];
  /** The next requests that go wrong, in order of their method. */
  mishaps: Mishap[];
  /** `METHOD path` of each request. */
  requests: string[];
  /** What was waited for, in milliseconds. */
  pauses: number[];
}

const bot = { login: "github-actions[bot]" };

/** GitHub's REST API on a port of this machine, as far as it is used; pages hold ten items. */
export async function fakeGitHub(): Promise<FakeGitHub> {
  const fake: Omit<FakeGitHub, "api" | "github"> = {
    comments: [],
    issues: [],
    pulls: [],
    mishaps: [],
    requests: [],
    pauses: [],
  };
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    const method = request.method ?? "";
    fake.requests.push(`${method} ${pathname}`);
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      response.writeHead(status, headers).end(body === undefined ? "" : JSON.stringify(body));
    if (request.headers.authorization !== "Bearer secret-token") return answer(401, { message: "Bad credentials" });
    const mishap = fake.mishaps[0]?.method === method ? fake.mishaps.shift() : undefined;
    const fail = ({ status, headers, message }: Mishap) => answer(status, { message: message ?? "no" }, headers);
    if (mishap && !mishap.after) return fail(mishap);
    const { status, body } = handle(fake, method, pathname, searchParams, await bodyOf(request));
    if (mishap) return fail(mishap);
    if (!Array.isArray(body)) return answer(status, body);
    const page = Number(searchParams.get("page") ?? 1);
    const more = body.length > page * 10;
    answer(status, body.slice((page - 1) * 10, page * 10), more ? { link: '<http://fake/?page=9>; rel="next"' } : {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pause = async (milliseconds: number) => void fake.pauses.push(milliseconds);
  const github = connect({ api, repository: "team/campfire-stack", token: "secret-token", pause });
  return Object.assign(fake, { api, github });
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString());
}

function handle(
  fake: Pick<FakeGitHub, "comments" | "issues" | "pulls">,
  method: string,
  pathname: string,
  query: URLSearchParams,
  body: Record<string, string>,
): { status: number; body: unknown } {
  const path = pathname.replace("/repos/team/campfire-stack", "");
  if ((body.body ?? "").length > 65_536) return { status: 422, body: { message: "body is too long" } };
  const comment = fake.comments.find(({ id }) => path === `/issues/comments/${id}`);
  const issue = fake.issues.find(({ number }) => path === `/issues/${number}`);
  if (method === "GET" && path === "/pulls") return { status: 200, body: fake.pulls };
  if (method === "GET" && path === "/issues")
    return {
      status: 200,
      body: fake.issues.filter(({ state }) => state === query.get("state")),
    };
  if (method === "GET" && /^\/issues\/\d+\/comments$/.test(path)) return { status: 200, body: fake.comments };
  if (method === "POST" && path === "/issues") {
    const number = 100 + fake.issues.length;
    fake.issues.push({ number, title: body.title ?? "", body: body.body ?? "", state: "open", user: bot });
    return { status: 201, body: fake.issues.at(-1) };
  }
  if (method === "POST") {
    fake.comments.push({ id: 1_000 + fake.comments.length, body: body.body ?? "", user: bot });
    return { status: 201, body: fake.comments.at(-1) };
  }
  if (method === "PATCH" && (comment ?? issue)) return { status: 200, body: Object.assign(comment ?? issue!, body) };
  if (method === "DELETE" && comment) {
    fake.comments.splice(fake.comments.indexOf(comment), 1);
    return { status: 204, body: undefined };
  }
  return { status: 404, body: { message: "Not Found" } };
}
