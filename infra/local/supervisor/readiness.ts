import { get } from "node:http";
import { accepts } from "./ports.ts";
import { postgresAnswers } from "./postgres-readiness.ts";
import type { ProcessSpec } from "./protocol.ts";

/** What a process's readiness check says now; null when it has none. */
export async function probe({ ready }: Pick<ProcessSpec, "ready">): Promise<boolean | null> {
  if (ready?.http) return answersOk(ready.http);
  if (ready?.postgres) return postgresAnswers(ready.postgres);
  if (ready?.tcp) return accepts(ready.tcp, "127.0.0.1");
  return null;
}

/** Plain HTTP on loopback: a GET that answers 2xx within 2 s. */
function answersOk(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode! >= 200 && response.statusCode! < 300);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
    request.once("close", () => resolve(false));
  });
}
