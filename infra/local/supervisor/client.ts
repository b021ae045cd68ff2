import { setTimeout as sleep } from "node:timers/promises";
import { supervisorLog } from "../paths.ts";
import { connect, findClaim, type SupervisorClient } from "./connection.ts";
import { explain, LocalError } from "./errors.ts";
import { launch } from "./launch.ts";
import { logSize, tail } from "./logs.ts";
import { codeVersion } from "./protocol.ts";

export { connect, type SupervisorClient } from "./connection.ts";
export { foreignPorts, type Inspection, inspect, look } from "./inspect.ts";

const START_MS = 30_000;
/** Two that start at once can both withdraw; then one more has to be started. */
const RELAUNCH_MS = 3000;

/** When this program last started one: calls at the same time wait for the same. */
const launches = new Map<string, number>();

/** Connects to a supervisor that runs this code; starts one where none runs, and replaces one with older code. */
export async function ensureSupervisor(directory: string): Promise<SupervisorClient> {
  const deadline = Date.now() + START_MS;
  const logged = logSize(supervisorLog(directory));
  for (; Date.now() < deadline; await sleep(50)) {
    const client = await connect(directory);
    if (client) {
      const { version } = await client.call("hello", {}).catch(() => ({ version: undefined }));
      launches.delete(directory);
      if (version === codeVersion()) return client;
      if (version) {
        launches.set(directory, Date.now()); // it starts its successor itself
        await client.call("handOver", {}).catch(() => {}); // or is ending anyway
      }
      client.close();
    } else if (!findClaim(directory) && Date.now() - (launches.get(directory) ?? 0) > RELAUNCH_MS) {
      launches.set(directory, Date.now());
      start(directory);
    }
  }
  const said = tail(supervisorLog(directory), { from: logged });
  throw new LocalError(
    "LOCAL_SUPERVISOR_NOT_STARTED",
    `The supervisor did not start within ${START_MS / 1000} s.`,
    `See ${supervisorLog(directory)}. ${said}`,
  );
}

function start(directory: string) {
  try {
    launch(directory);
  } catch (error) {
    throw explain(error);
  }
}
