import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { connect } from "node:net";
import { promisify } from "node:util";
import { LocalError } from "./errors.ts";

/** Whether something listens on a port of loopback. Only looks, which disturbs nothing that is about to listen there. */
export async function portInUse(port: number): Promise<boolean> {
  if (process.platform === "linux") return (await listeningInodes(port)).length > 0;
  const answers = await Promise.all(["127.0.0.1", "::1"].map((host) => accepts(port, host)));
  return answers.includes(true);
}

/** Whether a connection is taken in time; a busy machine can be late to say so. */
export function accepts(port: number, host: string, timeoutMs = 2000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => settle(false));
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}

/** Why a port can't be had, with who has it and the setting to change. */
export async function portTaken(port: number, setting?: string): Promise<LocalError> {
  const holder = await portHolder(port);
  const by = holder ? `${holder.program} (pid ${holder.pid})` : "another program";
  const remedy = setting
    ? `Stop it, or choose another port with the setting ${setting}.`
    : "Stop it and run the command again.";
  return new LocalError("LOCAL_PORT_IN_USE", `Port ${port} is used by ${by}.`, remedy);
}

/** Who listens on a TCP port; undefined when that can't be seen, as with processes of other users. */
export async function portHolder(port: number): Promise<{ pid: number; program: string } | undefined> {
  try {
    return process.platform === "linux" ? await holderFromProc(port) : await holderFromLsof(port);
  } catch {
    return undefined;
  }
}

async function holderFromProc(port: number) {
  const links = new Set((await listeningInodes(port)).map((inode) => `socket:[${inode}]`));
  for (const pid of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry))) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const targets = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
    if (!targets.some((target) => links.has(target))) continue;
    return { pid: Number(pid), program: (await readFile(`/proc/${pid}/comm`, "utf8")).trim() };
  }
}

/** Addresses as in /proc/net/tcp and tcp6: 0.0.0.0, 127.0.0.1, ::, ::1 and ::ffff:127.0.0.1, each group of 4 bytes in the machine's order. */
const LOOPBACK_OR_ANY = [
  "00000000",
  "0100007F",
  "00000000000000000000000000000000",
  "00000000000000000000000001000000",
  "0000000000000000FFFF00000100007F",
];

/** proc(5): the second field is address and port in hex, in the fourth 0A is LISTEN, the tenth is the socket's inode. */
async function listeningInodes(port: number): Promise<string[]> {
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((table) => readFile(`/proc/net/${table}`, "utf8").catch(() => "")),
  );
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const wanted = new Set(LOOPBACK_OR_ANY.map((address) => `${address}:${hex}`));
  return tables
    .flatMap((table) => table.split("\n"))
    .map((row) => row.trim().split(/\s+/))
    .filter((fields) => wanted.has(fields[1]!) && fields[3] === "0A")
    .map((fields) => fields[9]!);
}

async function holderFromLsof(port: number) {
  const { stdout } = await promisify(execFile)("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const program = /^c(.+)$/m.exec(stdout)?.[1];
  return pid && program ? { pid: Number(pid), program } : undefined;
}
