import { connect } from "node:net";

/** Version 3.0 of PostgreSQL's protocol. */
const PROTOCOL = 3 << 16;
/** The SQLSTATE cannot_connect_now: the server is starting up, recovering after a crash, or shutting down. */
const CANNOT_CONNECT_NOW = "57P03";

/**
 * Whether a PostgreSQL server lets people in, asked as pg_isready does: it listens long before, and refuses everybody while it recovers. `url` says
 * where and as whom, without a password: to be asked for one is answer enough.
 */
export function postgresAnswers(url: string, timeoutMs = 2000): Promise<boolean> {
  const { hostname, port, username, pathname } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(startupMessage({ user: username, database: pathname.slice(1) }));
    });
    let answer: Buffer = Buffer.alloc(0);
    const settle = (ready: boolean) => {
      resolve(ready);
      socket.end();
    };
    socket.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (isWhole(answer)) settle(!refuses(answer));
    });
    socket.setTimeout(timeoutMs, () => socket.destroy());
    socket.once("error", () => {}); // close follows
    socket.once("close", () => resolve(false));
  });
}

/** Its length, the version, and names with their values, each ended by a zero byte. */
function startupMessage(parameters: Record<string, string>): Buffer {
  const pairs = Object.entries(parameters).flat();
  const body = Buffer.from([...pairs, ""].map((text) => `${text}\0`).join(""));
  const head = Buffer.alloc(8);
  head.writeInt32BE(head.length + body.length, 0);
  head.writeInt32BE(PROTOCOL, 4);
  return Buffer.concat([head, body]);
}

/** A message is a letter, then its length without that letter. */
const isWhole = (answer: Buffer) => answer.length >= 5 && answer.length > answer.readInt32BE(1);

/** An error is the letter E; its fields are a letter and a text each, C the SQLSTATE. Any other error comes from a server that lets people in. */
function refuses(answer: Buffer): boolean {
  const fields = answer.subarray(5).toString("latin1").split("\0");
  return answer.toString("latin1", 0, 1) === "E" && fields.includes(`C${CANNOT_CONNECT_NOW}`);
}
