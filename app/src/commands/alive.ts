import { get as getPlain, type IncomingMessage } from "node:http";
import { get as getSecret } from "node:https";
import { ConfigError, ConfigReader } from "../config-values.ts";
import { readEntrance } from "../entrance/config.ts";

const ANSWER_WITHIN_MS = 5_000;

/** Asks the replica in this container whether it is alive, as it is served: with or without TLS. Exits with 1 when it isn't. */
export async function aliveCommand(): Promise<void> {
  const reader = new ConfigReader(process.env);
  const port = reader.integer("CAMPFIRE_PORT", 3000, { min: 1, max: 65_535 });
  const { tls } = readEntrance(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  const status = await ask(port, tls !== "off");
  if (status !== 200) throw new Error(`/health/live answers with ${status}.`);
}

function ask(port: number, tls: boolean): Promise<number | undefined> {
  // Its own certificate proves nothing, and nothing is sent.
  const options = {
    host: "127.0.0.1",
    port,
    path: "/health/live",
    timeout: ANSWER_WITHIN_MS,
    rejectUnauthorized: false,
  };
  return new Promise((resolve, reject) => {
    const answered = (answer: IncomingMessage) => {
      answer.resume();
      resolve(answer.statusCode);
    };
    const request = tls ? getSecret(options, answered) : getPlain(options, answered);
    request.on("timeout", () => request.destroy(new Error("nothing answers in time.")));
    request.on("error", reject);
  });
}
