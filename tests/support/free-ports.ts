import { createServer } from "node:net";

const canListen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });

/** Which of `count` ports from `first` on are taken, on 127.0.0.1. */
export async function takenPorts(first: number, count: number): Promise<number[]> {
  const ports = Array.from({ length: count }, (_, index) => first + index);
  const free = await Promise.all(ports.map(canListen));
  return ports.filter((_, index) => !free[index]);
}

/** The first of `count` ports in a row that are free now; below the range from which systems give ports to clients. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = 12_000 + Math.floor(Math.random() * 18_000);
    if ((await takenPorts(first, count)).length === 0) return first;
  }
  throw new Error(`no ${count} free ports in a row between 12000 and 30000`);
}
