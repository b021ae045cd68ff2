import { EngineError } from "../errors.ts";
import type { ProgramHost } from "./server.ts";

const nobody = () => Promise.reject(new Error("there is no program in this run"));

/** For runs without a program: what providers and policy packs say to the engine is of no interest, and nobody registers anything. */
export const silentHost: ProgramHost = {
  registerResource: nobody,
  registerOutputs: nobody,
  readResource: nobody,
  invoke: nobody,
  registerStackTransform: () => {},
  log: () => {},
  failed: () => {},
  refuse: (what) => new EngineError({ code: "engine-unsupported", message: `The built-in engine does not do ${what}` }),
};
