import type { Liveness } from "./resources.ts";

/**
 * As the probe of the kubernetes platform, with one silence more, since this machine does other things too: a process that hangs is started again
 * after about a minute. The ingress sends nothing to a replica that does not answer long before.
 */
export const aliveAt = (http: string): Liveness => ({ http, everySeconds: 10, timeoutSeconds: 5, silences: 4 });
