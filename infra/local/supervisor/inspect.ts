import { connect } from "./connection.ts";
import { explain } from "./errors.ts";
import { portInUse } from "./ports.ts";
import type { ProcessSpec, ProcessStatus } from "./protocol.ts";
import { probe } from "./readiness.ts";
import { type ProcessRecord, readRecords, stillRuns } from "./records.ts";

export interface Inspection {
  /**
   * "stopped" when it was killed together with its guard, or told to end, or the machine was restarted. The ingress starts it again within
   * seconds where that still runs; the next `up` does in any case.
   */
  supervisor: "running" | "stopped" | "absent";
  processes: ProcessStatus[];
}

/** What of a stack runs now. Only looks: starts nothing. */
export async function inspect(directory: string): Promise<Inspection> {
  const client = await connect(directory);
  try {
    const processes = await client?.call("list", {}).catch(() => undefined);
    if (processes) return { supervisor: "running", processes };
    const records = readRecords(directory);
    return {
      supervisor: records.length > 0 ? "stopped" : "absent",
      processes: await Promise.all(records.map(unsupervised)),
    };
  } catch (error) {
    throw explain(error);
  } finally {
    client?.close();
  }
}

/** A process that nobody looks after: it goes on until it ends by itself. */
async function unsupervised(record: ProcessRecord): Promise<ProcessStatus> {
  const { spec, pid, since, restarts } = record;
  const runs = stillRuns(record);
  const ready = runs ? await probe(spec) : spec.ready ? false : null;
  const { name, logFile, ports } = spec;
  return { name, state: runs ? "running" : "stopped", pid: runs ? pid : null, restarts, since, ready, logFile, ports };
}

/**
 * Which of these ports somebody else has than the stack, or than its process of this name. A part that is being started again takes its port between
 * the look at the processes and the one at the ports: only what two looks find is somebody else's.
 */
export async function foreignPorts(directory: string, ports: number[], name?: string): Promise<number[]> {
  let foreign = ports;
  for (let looks = 0; looks < 2 && foreign.length > 0; looks++) {
    const { processes } = await inspect(directory);
    const own = processes
      .filter((process) => process.pid !== null && (name === undefined || process.name === name))
      .flatMap((process) => process.ports);
    const taken = await Promise.all(foreign.map((port) => !own.includes(port) && portInUse(port)));
    foreign = foreign.filter((_, index) => taken[index]);
  }
  return foreign;
}

export interface Look {
  spec: ProcessSpec;
  status: ProcessStatus;
  /** Whether somebody would start it again if it ended now. */
  supervised: boolean;
}

/** One process of a stack; undefined when there is none of that name. Only looks. */
export async function look(directory: string, name: string): Promise<Look | undefined> {
  const client = await connect(directory);
  try {
    const answer = await client?.call("get", { name }).catch(() => undefined);
    if (answer !== undefined) return answer === null ? undefined : { ...answer, supervised: true };
    const record = readRecords(directory).find(({ spec }) => spec.name === name);
    // The next supervisor undoes what was cut off.
    const spec = record?.undo ? record.undo.spec : record?.spec;
    return record && spec ? { spec, status: await unsupervised(record), supervised: false } : undefined;
  } catch (error) {
    throw explain(error);
  } finally {
    client?.close();
  }
}
