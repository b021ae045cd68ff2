import { createServer, type Server } from "node:net";

/** Listens on a port of 127.0.0.1; nothing where somebody else does. */
const listenOn = (port: number) =>
  new Promise<Server | undefined>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => resolve(server));
  });

async function canListen(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server) await new Promise((resolve) => server.close(resolve));
  return server !== undefined;
}

/** Which of `count` ports from `first` on are taken, on 127.0.0.1. */
export async function takenPorts(first: number, count: number): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  const free = await Promise.all(ports.map(canListen));
  return ports.filter((_, index) => !free[index]);
}

/** Ports below those that systems give to clients and to who asks for any, in parts of which a test takes one. */
interface Parts {
  first: number;
  count: number;
  size: number;
}
const forStacks: Parts = { first: 12_000, count: 300, size: 32 };
const forPrograms: Parts = { first: 22_000, count: 5_000, size: 2 };

/**
 * The first of `count` ports in a row that are free. Nobody else is given them while this process lives, although nothing listens on them yet, or
 * no more for a while: the last port of their part is listened on for as long.
 */
async function take({ first, count: parts, size }: Parts, count: number): Promise<number> {
  if (count >= size) throw new Error(`${count} ports in a row are more than ${size - 1}`);
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = first + Math.floor(Math.random() * parts) * size;
    const mark = await listenOn(port + size - 1);
    if (mark && (await takenPorts(port, count)).length === 0) {
      mark.unref();
      return port;
    }
    mark?.close();
  }
  throw new Error(`no ${count} free ports in a row from ${first} to ${first + parts * size}`);
}

/** So many ports in a row for a test, 31 at most, as a stack has. */
export const freePorts = (count: number): Promise<number> => take(forStacks, count);

/** A port for a program that a test starts, or one where nothing listens. */
export const freePort = (): Promise<number> => take(forPrograms, 1);
