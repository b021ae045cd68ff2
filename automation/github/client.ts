import { setTimeout as sleep } from "node:timers/promises";
import { EngineError, messageOf } from "../../engine/errors.ts";

/** One repository's REST API. Paths are below `/repos/<owner>/<name>`. */
export interface GitHub {
  get<T>(path: string): Promise<T>;
  /** All items of a list, over all of its pages. */
  list<T>(path: string): Promise<T[]>;
  send<T>(method: "POST" | "PATCH" | "DELETE", path: string, body?: object): Promise<T>;
  /**
   * Does `work` again when GitHub could not be reached, failed, or asked to wait. So `work` looks at what is there first: an answer that got lost
   * may have been a success.
   */
  insist<T>(work: () => Promise<T>): Promise<T>;
}

export interface Access {
  /** `https://api.github.com`, or an Enterprise Server's. */
  api: string;
  /** `owner/name`. */
  repository: string;
  token: string;
  /** Waits so many milliseconds; tests don't. */
  pause?: (milliseconds: number) => Promise<unknown>;
}

/** Something that may be otherwise in `wait` milliseconds. */
class Passing extends EngineError {
  readonly wait: number;

  constructor(problem: EngineError["problem"], wait: number) {
    super(problem);
    this.wait = wait;
  }
}

/** Milliseconds to wait before the second, third and fourth attempt. */
const waits = [1_000, 5_000, 20_000];

/** Longer than that a job does not wait for a rate limit to pass. */
const longestWait = 120_000;

/** GitHub asks for at least that after a secondary limit that does not say how long. */
const secondaryWait = 60_000;

const patience = 30_000;

export function connect({ api, repository, token, pause = sleep }: Access): GitHub {
  async function ask(method: string, path: string, body?: object): Promise<Response> {
    const what = `${method} /repos/${repository}${path.split("?")[0]}`;
    let answer: Response;
    try {
      answer = await fetch(`${api}/repos/${repository}${path}`, {
        method,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token}`,
          "user-agent": "campfire-stack",
          "x-github-api-version": "2022-11-28",
          ...(body && { "content-type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(patience),
      });
    } catch (error) {
      throw new Passing({ ...unavailable, message: `${what}: GitHub can't be reached (${messageOf(error)})` }, 0);
    }
    if (!answer.ok) throw await refusal(what, answer);
    return answer;
  }

  return {
    get: async <T>(path: string) => (await (await ask("GET", path)).json()) as T,
    async list<T>(path: string) {
      const items: T[] = [];
      for (let page = 1; ; page++) {
        const answer = await ask("GET", `${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
        items.push(...((await answer.json()) as T[]));
        if (!/\brel="next"/.test(answer.headers.get("link") ?? "")) return items;
      }
    },
    async send<T>(method: string, path: string, body?: object) {
      const text = await (await ask(method, path, body)).text();
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    async insist(work) {
      for (let attempt = 0; ; attempt++) {
        try {
          return await work();
        } catch (error) {
          const wait = waits[attempt];
          if (!(error instanceof Passing) || wait === undefined || error.wait > longestWait) throw error;
          await pause(Math.max(wait, error.wait));
        }
      }
    },
  };
}

const unavailable = {
  code: "github-unavailable",
  remedy: "Run the job again when https://www.githubstatus.com says so.",
};

async function refusal(what: string, answer: Response): Promise<EngineError> {
  const { status, headers } = answer;
  const said = await reasonOf(answer);
  const message = `${what}: ${status} ${said}`;
  if (status >= 500) return new Passing({ ...unavailable, message }, 0);
  const wait = limitWait(status, headers, said);
  if (wait !== undefined)
    return new Passing({ code: "github-rate-limit", message, remedy: "Run the job again in an hour." }, wait);
  return new EngineError(status in refusals ? { ...refusals[status], message } : { code: "github-refused", message });
}

const refusals: Record<number, { code: string; remedy: string }> = {
  401: { code: "github-token", remedy: "Give the step `github.token` as GITHUB_TOKEN." },
  403: {
    code: "github-forbidden",
    remedy: "The job's `permissions` have to name what it writes: `pull-requests: write` or `issues: write`.",
  },
  404: {
    code: "github-not-found",
    remedy: "Either it is gone, or the token may not see it: look at the job's `permissions`.",
  },
};

/** GitHub's own words, cut: of a proxy's page only the beginning is of use. */
async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text().catch(() => "");
  try {
    return String((JSON.parse(text) as { message?: string }).message).slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}

/** Milliseconds until a rate limit has passed; undefined when it is none. Both kinds come as 403 or 429. */
function limitWait(status: number, headers: Headers, said: string): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = headers.get("retry-after");
  if (seconds !== null) return Number(seconds) * 1_000;
  if (headers.get("x-ratelimit-remaining") === "0")
    return Math.max(0, Number(headers.get("x-ratelimit-reset")) * 1_000 - Date.now());
  return status === 429 || /rate limit/i.test(said) ? secondaryWait : undefined;
}
