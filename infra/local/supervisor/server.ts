import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { supervisorDirectory } from "../paths.ts";
import { removeEmptyDirectory } from "./directories.ts";
import { explain, LocalError } from "./errors.ts";
import { lineReader, type Method, type Methods, type Request } from "./protocol.ts";

/** Answers one request; the signal aborts when the client goes away. */
export type Handler = <M extends Method>(
  method: M,
  params: Methods[M]["params"],
  signal: AbortSignal,
) => Promise<unknown>;

/** Listens on a unix socket that only this user can reach. */
export async function listen(directory: string, path: string, handle: Handler): Promise<Server> {
  if (!path.startsWith(supervisorDirectory(directory))) makeSocketDirectory(dirname(path));
  rmSync(path, { force: true });
  const server = createServer((socket) => serve(socket, handle));
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(path, resolve));
  chmodSync(path, 0o600);
  return server;
}

/** Removes the socket and what was made for it. */
export function unlisten(directory: string, path: string, server: Server) {
  server.close();
  rmSync(path, { force: true });
  if (!path.startsWith(supervisorDirectory(directory))) removeEmptyDirectory(dirname(path));
}

/** The temporary directory is everybody's: a directory that somebody else put there must not be used. */
function makeSocketDirectory(path: string) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const stat = lstatSync(path);
  if (stat.isDirectory() && stat.uid === process.getuid?.() && (stat.mode & 0o077) === 0) return;
  throw new LocalError(
    "LOCAL_SOCKET_DIRECTORY",
    `${path} is not a directory that only you can use.`,
    "Remove it and run the command again.",
  );
}

function serve(socket: Socket, handle: Handler) {
  const gone = new AbortController();
  socket.setEncoding("utf8");
  socket.on("error", () => {}); // a client that was killed; close follows
  socket.on("close", () => gone.abort());
  socket.on(
    "data",
    lineReader((line) => {
      const request = parse(line);
      if (request) void answer(socket, request, handle, gone.signal);
      else socket.destroy();
    }),
  );
}

/** Undefined for what no client of ours says. */
function parse(line: string): Request | undefined {
  try {
    return (JSON.parse(line) ?? undefined) as Request | undefined;
  } catch {
    return undefined;
  }
}

async function answer(socket: Socket, { id, method, params }: Request, handle: Handler, signal: AbortSignal) {
  const reply = await handle(method, params, signal).then(
    (result) => ({ id, result }),
    (error) => {
      const { code = "LOCAL_FAILED", message } = explain(error) as Error & { code?: string };
      return { id, error: { code, message } };
    },
  );
  if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
}
