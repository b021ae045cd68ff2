import { readServeConfig } from "../config.ts";
import { createLog } from "../log.ts";
import { serve } from "../main.ts";
import { unknownVariables } from "../settings/table.ts";

/** Runs a replica until SIGTERM or SIGINT, then drains it. A second signal ends it at once. */
export async function serveCommand(): Promise<void> {
  const config = readServeConfig(process.env);
  const log = await createLog(config.log, { instance: config.instanceId });
  for (const { variable, hint } of unknownVariables(process.env)) {
    log.warn({ variable }, `this variable is not known and does nothing${hint}`);
  }
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "a fault that nobody caught");
    process.exit(1);
  });

  const server = await serve(config, log);
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      setTimeout(() => {
        log.error("did not stop within CAMPFIRE_SHUTDOWN_TIMEOUT; ending now");
        process.exit(1);
      }, config.shutdownTimeout * 1000).unref();
      server.stop().then(
        () => process.exit(0),
        (error) => {
          log.fatal({ err: error }, "could not stop cleanly");
          process.exit(1);
        },
      );
    });
  }
}
