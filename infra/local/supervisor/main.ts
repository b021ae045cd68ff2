/**
 * The supervisor of one stack's processes: `node main.ts <stack directory>`, started by launch.ts, and again by its guard when it dies.
 * It ends when it has nothing to supervise, and then leaves nothing behind but its log.
 */
import { existsSync, rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { claimsDirectory, recordsDirectory, socketPath, supervisorDirectory, supervisorLog } from "../paths.ts";
import { claimStack, holdsStack, releaseStack } from "./claim.ts";
import { removeEmptyDirectory } from "./directories.ts";
import { launch } from "./launch.ts";
import { rotate } from "./logs.ts";
import { codeVersion, type Method, type Methods } from "./protocol.ts";
import { Registry } from "./registry.ts";
import { listen, unlisten } from "./server.ts";

const directory = process.argv[2] ?? process.exit(0); // without one only loaded, for the compile cache
const socket = socketPath(directory);
const say = (what: string) => console.log(JSON.stringify({ at: new Date().toISOString(), pid: process.pid, what }));

process.stdout.on("error", () => {}); // a full disk: supervising matters more than its log
if (!claimStack(directory, socket)) process.exit(0);

const guard = process.ppid;
const version = codeVersion();
const registry = new Registry(directory, say);
const resumed = registry.resume();
const server = await listen(directory, socket, handle);
say("supervising");

const TICK_MS = 1000;
/** A client that has started a supervisor says at once what it wants. */
const UNUSED_MS = 5_000;
const ticking = setInterval(tick, TICK_MS);
/** Set once this supervisor is about to be no longer the stack's. */
let left = false;
let unreachable = 0;
const tooLong = new Set<string>();
setTimeout(() => void resumed.then(endWhenIdle), UNUSED_MS);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stopEverything(signal));
process.on("SIGHUP", () => {});

async function handle<M extends Method>(
  method: M,
  params: Methods[M]["params"],
  signal: AbortSignal,
): Promise<unknown> {
  const methods: { [K in Method]: (params: Methods[K]["params"]) => Promise<Methods[K]["result"]> } = {
    hello: async () => ({ pid: process.pid, version }),
    put: ({ spec }) => registry.put(spec, signal).finally(endWhenIdle),
    get: ({ name }) => registry.get(name),
    remove: ({ name }) => registry.remove(name).then(() => endWhenIdle()),
    list: () => registry.list(),
    handOver: () => handOver("a client runs newer code"),
  };
  return methods[method](params);
}

function tick() {
  if (!holdsStack(directory)) return void stopEverything("removal of the stack's directory");
  if (process.ppid !== guard) return void handOver("the guard died");
  // Somebody tidied up the temporary directory. Twice, since who removes the stack's directory may only have come as far as the socket.
  unreachable = existsSync(socket) ? 0 : unreachable + 1;
  if (unreachable > 1) return void handOver("its socket is gone");
  for (const log of [...registry.logFiles(), supervisorLog(directory)]) keepShort(log);
}

/** A full disk, where there is no room for the copy, must not end the supervision. */
function keepShort(log: string) {
  try {
    rotate(log);
    tooLong.delete(log);
  } catch (error) {
    if (!tooLong.has(log)) say(`${log} is too long: ${(error as Error).message}`);
    tooLong.add(log);
  }
}

/** Before the client gets its answer: what comes next may be that the directory goes. */
async function endWhenIdle(): Promise<null> {
  await setImmediate(); // the registry forgets a finished call only after its answer
  if (!left && registry.idle) await end();
  return null;
}

/** Nothing left to do: nothing stays behind. */
async function end() {
  await letGo();
  rmSync(recordsDirectory(directory), { recursive: true, force: true });
  // A supervisor that starts at this moment may have put its claim there.
  for (const path of [claimsDirectory(directory), supervisorDirectory(directory)]) removeEmptyDirectory(path);
  say("ended: nothing to supervise");
  leave();
}

/** Another supervisor, with a guard of its own, takes over the processes, which go on. */
async function handOver(why: string): Promise<null> {
  if (left) return null;
  await letGo();
  say(`handing over: ${why}`);
  launch(directory);
  leave();
  return null;
}

async function stopEverything(why: string) {
  if (left) return;
  left = true;
  clearInterval(ticking);
  say(`stopping everything: ${why}`);
  await registry.stopAll();
  await letGo();
  process.exit(0);
}

async function letGo() {
  left = true;
  clearInterval(ticking);
  await registry.close();
  unlisten(directory, socket, server);
  releaseStack(directory);
}

/** Exits with 0, which tells the guard to end too, once the answers under way are written. */
function leave() {
  setTimeout(() => process.exit(0), 50);
}
