import { request } from "node:https";
import type { Manifest } from "../../../infra/kubernetes/manifests.ts";

/** What the API server said to a request: its status, its answer, and what it warned of. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an object of any kind.
  body: any;
  warnings: string[];
}

interface Access {
  port: number;
  token: string;
  /** The certificate of whoever signed the server's, as PEM. */
  authority: string;
}

interface ApplyOptions {
  /** Everything is checked and admitted, and nothing is kept. */
  dryRun: boolean;
}

/**
 * The API server as these tests need it: server-side apply with strict field validation, and the warnings in its answer. The usual client
 * library sends neither the one nor shows the other.
 */
export class ApiClient {
  readonly #access: Access;
  readonly #resources = new Map<string, { name: string; namespaced: boolean }>();

  constructor(access: Access) {
    this.#access = access;
  }

  isReady = async (): Promise<boolean> => (await this.send("GET", "/readyz")).status === 200;

  /** Applies an object as one of the stack's would be: unknown fields are refused, not dropped. */
  async apply(manifest: Manifest, { dryRun }: ApplyOptions): Promise<Answer> {
    const query = new URLSearchParams({
      fieldManager: "campfire-tests",
      fieldValidation: "Strict",
      force: "true",
      ...(dryRun && { dryRun: "All" }),
    });
    return this.send("PATCH", `${await this.pathOf(manifest)}?${query}`, manifest, "application/apply-patch+yaml");
  }

  /** As `apply`, for what must not be refused. A server that had no time for it is asked once more: applying twice is applying once. */
  async put(manifest: Manifest): Promise<void> {
    const first = await this.apply(manifest, { dryRun: false });
    const { status, body } = first.status === 504 ? await this.apply(manifest, { dryRun: false }) : first;
    if (status >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${body.message}`);
  }

  /** The path of an object, found as every client finds it: by asking what the server has. */
  async pathOf({ apiVersion, kind, metadata }: Manifest): Promise<string> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const key = `${apiVersion} ${kind}`;
    if (!this.#resources.has(key)) {
      const { body } = await this.send("GET", base);
      for (const { name, namespaced, kind: found } of body.resources ?? []) {
        if (!name.includes("/")) this.#resources.set(`${apiVersion} ${found}`, { name, namespaced });
      }
    }
    const resource = this.#resources.get(key);
    if (!resource) throw new Error(`the API server knows no ${kind} of ${apiVersion}`);
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${base}${place}/${resource.name}/${metadata.name}`;
  }

  send(method: string, path: string, body?: unknown, contentType = "application/json"): Promise<Answer> {
    const { port, token, authority } = this.#access;
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": contentType, accept: "application/json" };
      const sent = request({ host: "127.0.0.1", port, path, method, headers, ca: authority }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            body: parsed(text),
            warnings: warningsOf(response.rawHeaders),
          }),
        );
        response.on("error", reject);
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}

/** Each as the server worded it, without the code and the quotes that the header wraps it in. */
const warningsOf = (raw: string[]): string[] =>
  raw.flatMap((value, index) =>
    raw[index - 1]?.toLowerCase() === "warning" ? [/^\d+ \S+ "(.*)"/.exec(value)?.[1] ?? value] : [],
  );
