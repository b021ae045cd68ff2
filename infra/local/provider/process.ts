import { isDeepStrictEqual } from "node:util";
import { logFile } from "../paths.ts";
import { ensureSupervisor, foreignPorts, look } from "../supervisor/client.ts";
import { LocalError } from "../supervisor/errors.ts";
import { portTaken } from "../supervisor/ports.ts";
import type { Method, Methods, ProcessSpec } from "../supervisor/protocol.ts";
import { type Checker, PORTS, SECONDS } from "./checker.ts";
import type { Context, Kind } from "./kind.ts";
import { ARGS_ARE_VISIBLE, checkProgram, PROGRAM_INPUTS, programDefaults } from "./program.ts";
import { holdsUnknown, type Properties } from "./values.ts";

const SPEC_INPUTS = ["ownFolder", "pidFile", "ports", "portSetting", "ready", "stop", "restart", "logFile"] as const;

export const process: Kind = {
  inputs: [...PROGRAM_INPUTS, ...SPEC_INPUTS],
  replaceOn: ["directory", "name"],
  neverSecret: ARGS_ARE_VISIBLE,

  defaults: (inputs) => ({
    ...programDefaults(inputs),
    ports: [],
    stop: { signal: "SIGTERM", timeoutSeconds: 10 },
    restart: { minSeconds: 1, maxSeconds: 30 },
    ...(typeof inputs.directory === "string" && typeof inputs.name === "string"
      ? { logFile: logFile(inputs.directory, inputs.name) }
      : {}),
  }),

  async check(checker) {
    await checkProgram(checker);
    checker.path("logFile", { optional: true });
    checker.path("ownFolder", { optional: true });
    checker.path("pidFile", { optional: true });
    checkTimes(checker);
    checkReady(checker);
    await checkPorts(checker);
  },

  id: ({ directory, name }) => `${directory}#${name}`,
  create: put,
  update: (_, inputs, context) => put(inputs, context),

  async read({ directory, name }) {
    const found = await look(directory, name);
    return found && { ...found.spec, status: found.status.state };
  },

  async drifted(properties) {
    const found = await look(properties.directory, properties.name);
    if (!found?.supervised || found.status.ready === false) return true;
    const alive = found.status.state === "running" || found.status.state === "starting";
    return !alive || !isDeepStrictEqual(found.spec, specOf(properties));
  },

  async delete({ directory, name }, { signal }) {
    if (await look(directory, name)) await ask(directory, "remove", { name }, signal);
  },
};

async function put(inputs: Properties, { signal }: Context): Promise<Properties> {
  const { state } = await ask(inputs.directory, "put", { spec: specOf(inputs) }, signal);
  return { status: state };
}

/** As it travels: JSON has no undefined. */
function specOf(inputs: Properties): ProcessSpec {
  const { directory, ...spec } = Object.fromEntries(process.inputs.map((key) => [key, inputs[key]]));
  return JSON.parse(JSON.stringify(spec));
}

/** A supervisor that is killed under way has undone the call when the next one takes over. */
const TRIES = 3;

async function ask<M extends Method>(
  directory: string,
  method: M,
  params: Methods[M]["params"],
  signal: AbortSignal,
): Promise<Methods[M]["result"]> {
  for (let left = TRIES - 1; ; left--) {
    const client = await ensureSupervisor(directory);
    const hangUp = () => client.close();
    signal.addEventListener("abort", hangUp);
    try {
      signal.throwIfAborted();
      return await client.call(method, params);
    } catch (error) {
      signal.throwIfAborted();
      const again =
        error instanceof LocalError && ["LOCAL_SUPERVISOR_LOST", "LOCAL_SUPERVISOR_ENDING"].includes(error.code);
      if (!again || left === 0) throw error;
    } finally {
      signal.removeEventListener("abort", hangUp);
      client.close();
    }
  }
}

function checkTimes(checker: Checker) {
  const [stop, restart, ready] = ["stop", "restart", "ready"].map(
    (property) => checker.known(property) as Properties | undefined,
  );
  checker.number("stop.timeoutSeconds", SECONDS, stop?.timeoutSeconds);
  checker.number("restart.minSeconds", SECONDS, restart?.minSeconds);
  checker.number("restart.maxSeconds", SECONDS, restart?.maxSeconds);
  if (ready && ready.timeoutSeconds === undefined)
    checker.fail("ready.timeoutSeconds", "ready.timeoutSeconds is missing.");
  if (ready) checker.number("ready.timeoutSeconds", SECONDS, ready.timeoutSeconds);
  if (restart && restart.minSeconds > restart.maxSeconds)
    checker.fail("restart", "restart.minSeconds must not be over restart.maxSeconds.");
  const signals = ["SIGTERM", "SIGINT", "SIGQUIT"];
  if (stop && !signals.includes(stop.signal))
    checker.fail("stop.signal", `stop.signal must be one of ${signals.join(", ")}.`);
}

function checkReady(checker: Checker) {
  const { ready } = checker.inputs;
  if (ready === undefined || holdsUnknown(ready)) return;
  const { http, postgres, tcp } = ready;
  if ([http, postgres, tcp].filter((check) => check !== undefined).length !== 1)
    checker.fail("ready", "ready must have exactly one of http, postgres and tcp.");
  if (tcp !== undefined) checker.integer("ready.tcp", PORTS, tcp);
  if (http !== undefined && !(URL.canParse(http) && http.startsWith("http://")))
    checker.fail("ready.http", `ready.http must be an http:// URL; "${http}" is not.`);
  if (postgres !== undefined && !(URL.canParse(postgres) && postgres.startsWith("postgres://")))
    checker.fail("ready.postgres", `ready.postgres must be a postgres:// URL; "${postgres}" is not.`);
}

/** Looked at before anything is made, and by the supervisor again right before the start. */
async function checkPorts(checker: Checker) {
  const ports = checker.known("ports");
  if (!Array.isArray(ports)) return;
  for (const port of ports) checker.integer("ports", PORTS, port);
  const { directory, name, portSetting } = checker.inputs;
  const foreign = typeof directory === "string" ? await foreignPorts(directory, ports, name) : [];
  for (const port of foreign) checker.fail("ports", (await portTaken(port, portSetting)).message);
}
