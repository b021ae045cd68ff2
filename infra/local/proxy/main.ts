/** The ingress of the local platform: `node main.ts <configuration file>`. Logs JSON lines to stdout. */
import { watchSupervisor } from "../supervisor/watch.ts";
import { readConfig } from "./config.ts";
import { type Say, startIngress } from "./ingress.ts";

const say: Say = (line) => void process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`);

process.stdout.on("error", () => {}); // a full disk: serving matters more than the log

const file = process.argv[2];
if (!file) throw new Error("INGRESS_USAGE — usage: node main.ts <configuration file>");

const config = readConfig(file);
const ingress = await startIngress(config, say);
say({ event: "listening", ...ingress.ports });
const endWatch = watchSupervisor(config.directory, (what) => say({ event: "supervisor", what }));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    endWatch();
    say({ event: "stopping", signal });
    await ingress.stop();
    process.exit(0);
  });
}
