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

/** The ports from 12000 to 30000, below those that systems give to clients, in parts of which a test takes one. */
const partSize = 32;
const parts = 18_000 / partSize;

/**
 * The first of `count` ports in a row that are free, 31 at most. Nobody else is given them while this process lives, although nothing listens on
 * them yet: the last port of their part is listened on for as long.
 */
export async function freePorts(count: number): Promise<number> {
  if (count >= partSize) throw new Error(`${count} ports in a row are more than ${partSize - 1}`);
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = 12_000 + Math.floor(Math.random() * parts) * partSize;
    const mark = await listenOn(first + partSize - 1);
    if (mark && (await takenPorts(first, count)).length === 0) {
      mark.unref();
      return first;
    }
    mark?.close();
  }
  throw new Error(`no ${count} free ports in a row between 12000 and 30000`);
}
