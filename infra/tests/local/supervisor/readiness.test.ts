import { createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../../../../tests/support/free-ports.ts";
import { probe } from "../../../local/supervisor/readiness.ts";

/** A message of PostgreSQL's protocol: a letter, the length of the rest, the rest. */
function message(letter: string, rest: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(4 + rest.length);
  return Buffer.concat([Buffer.from(letter), length, Buffer.from(rest)]);
}

const error = (state: string) => message("E", `SFATAL\0VFATAL\0C${state}\0Msomething\0\0`);
const asksForPassword = message("R", "\0\0\0\nSCRAM-SHA-256\0\0");

/** Answers each connection's first message, as PostgreSQL does; what was asked, too. */
async function postgres(answer: (socket: Socket) => void) {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", (text) => {
        asked.push(text.toString("latin1"));
        answer(socket);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const ready = { postgres: `postgres://ann@127.0.0.1:${port}/chat`, timeoutSeconds: 1 };
  return { asked, isReady: () => probe({ ready }) };
}

test("PostgreSQL is ready once it asks for the password, and not while it listens only to refuse", async () => {
  const answers = [error("57P03"), asksForPassword];
  const { asked, isReady } = await postgres((socket) => socket.end(answers.shift() ?? ""));
  expect([await isReady(), await isReady()]).toEqual([false, true]);
  // Length, version 3.0, and who wants to go where.
  const hello = "\0\0\0\u0020\0\u0003\0\0user\0ann\0database\0chat\0\0";
  expect(asked).toEqual([hello, hello]);
});

test("PostgreSQL is ready whatever else is wrong with who asks: too many are there, or nobody has that name", async () => {
  const answers = [error("53300"), error("28000")];
  const { isReady } = await postgres((socket) => socket.end(answers.shift() ?? ""));
  expect([await isReady(), await isReady()]).toEqual([true, true]);
});

test("PostgreSQL's answer may come in pieces, and one that breaks off is none", async () => {
  const whole = await postgres((socket) => {
    socket.write(error("57P03").subarray(0, 3));
    setImmediate(() => socket.end(error("57P03").subarray(3)));
  });
  expect(await whole.isReady()).toBe(false);
  const broken = await postgres((socket) => socket.end(asksForPassword.subarray(0, 7)));
  expect(await broken.isReady()).toBe(false);
  const nobody = { postgres: `postgres://ann@127.0.0.1:${await freePort()}/chat`, timeoutSeconds: 1 };
  expect(await probe({ ready: nobody })).toBe(false);
});
