import { officialOutputs } from "../official/run.ts";
import { loadConfig } from "../project/config.ts";
import { readState, stateFileOf } from "../state/store.ts";
import { rootStackType } from "../urn.ts";
import { maskedProperties } from "../values/mask.ts";
import type { Properties } from "../values/wire.ts";
import { chooseEngine } from "./choose.ts";
import { type Context, requireState, stateFolder } from "./context.ts";

/** Shows the stack's outputs, secrets only when they are asked for. */
export async function run(context: Context): Promise<number> {
  const { args, terminal } = context;
  const outputs = await readOutputs(context);
  if (args.json) terminal.print(JSON.stringify(outputs, null, 2));
  else {
    for (const [key, value] of Object.entries(outputs)) {
      terminal.print(
        `${terminal.paint.bold(key)}: ${typeof value === "string" ? value : JSON.stringify(value, null, 2)}`,
      );
    }
  }
  return 0;
}

/** The outputs as the last `up` left them. */
export async function readOutputs(context: Context): Promise<Properties> {
  const { args, project, passphrase } = context;
  await loadConfig(project, args.stack, passphrase);
  const choice = chooseEngine(context);
  if (choice.engine === "cli") return officialOutputs(context, choice.path);
  requireState(context);
  const { initial } = await readState(stateFileOf(stateFolder(project), args.stack), passphrase);
  const outputs = initial.resources.find((resource) => resource.type === rootStackType)?.outputs ?? {};
  return maskedProperties(outputs, args.showSecrets);
}
