import { connect } from "node:net";

const LOOK_MS = 1000;

/**
 * Calls back once the engine that started this provider is gone. Its death is seen twice: the parent process changes, and nothing listens at the
 * engine's address (the official CLI's language host, our parent, lives on for minutes after a kill -9 of the CLI).
 */
export function whenEngineIsGone(args: string[], callBack: () => void) {
  const parent = process.ppid;
  const address = args
    .map((arg) => /^(127\.0\.0\.1|localhost|\[::1\]):(\d+)$/.exec(arg))
    .find((match) => match !== null);
  const timer = setInterval(async () => {
    if (process.ppid === parent && (!address || (await listens(Number(address[2]), address[1]!)))) return;
    clearInterval(timer);
    callBack();
  }, LOOK_MS);
  timer.unref();
}

function listens(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: host.replace(/^\[|\]$/g, "") });
    socket
      .once("connect", () => resolve(true))
      .once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "ECONNREFUSED"));
    socket.once("connect", () => socket.destroy());
  });
}
