import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError, messageOf } from "../errors.ts";
import type { LocalProvider, Project } from "../project/project.ts";
import { type NodeChild, startNode } from "../rpc/child.ts";
import { ProviderClient } from "../rpc/provider.ts";
import { nameOf, packageOf } from "../urn.ts";
import type { Properties } from "../values/wire.ts";

interface Running {
  client: ProviderClient;
  child: NodeChild;
}

/** How long a provider may take to say where it listens. */
const startMilliseconds = 60_000;

/** The providers of the repository, each a process of its own, started before they are asked for. */
export class Providers {
  readonly #project: Project;
  readonly #engineAddress: string;
  /** Started, not yet anyone's. */
  readonly #spare = new Map<string, Promise<Running>>();
  readonly #running: Promise<Running>[] = [];
  /** By `<urn>::<id>`. */
  readonly #configured = new Map<string, Promise<ProviderClient>>();

  constructor(project: Project, engineAddress: string) {
    this.#project = project;
    this.#engineAddress = engineAddress;
  }

  /** Starts one of each, so that they come up while the program does. */
  startAll(): void {
    for (const provider of this.#project.providers) this.#spare.set(provider.name, this.#start(provider));
  }

  /** Whether a package's provider belongs to the repository. */
  has(packageName: string): boolean {
    return this.#project.providers.some((provider) => provider.name === packageName);
  }

  /** A started provider of a package, not yet configured: for checking its settings. */
  async client(packageName: string): Promise<ProviderClient> {
    const provider = this.#project.providers.find(({ name }) => name === packageName);
    if (!provider) throw notOfRepository(packageName);
    const spare = this.#spare.get(packageName) ?? this.#start(provider);
    this.#spare.set(packageName, spare);
    return (await spare).client;
  }

  /** Configures a provider resource's own process; later calls for the same reference get the same one. */
  configure(reference: string, urn: string, type: string, inputs: Properties): Promise<ProviderClient> {
    const packageName = packageOf(type);
    const known = this.#configured.get(reference);
    if (known) return known;
    const configured = this.client(packageName).then(async (client) => {
      await client.configure(urn, inputs);
      return client;
    });
    // The next provider resource of this package gets a process of its own.
    this.#spare.delete(packageName);
    this.#configured.set(reference, configured);
    return configured;
  }

  /** The configured provider that a resource names. */
  of(reference: string): Promise<ProviderClient> {
    const configured = this.#configured.get(reference);
    if (configured) return configured;
    return Promise.reject(new Error(`the provider ${nameOf(reference)} of ${reference} was never configured`));
  }

  /** Asks them all to end what is under way soon. */
  async cancel(): Promise<void> {
    await Promise.allSettled(this.#running.map(async (running) => (await running).client.cancel()));
  }

  async close(): Promise<void> {
    await Promise.allSettled(
      this.#running.map(async (running) => {
        const { client, child } = await running;
        client.close();
        await child.end();
      }),
    );
  }

  #start(provider: LocalProvider): Promise<Running> {
    const running = startProvider(provider, this.#engineAddress);
    // Whoever waits for it gets the error; a spare that nobody waits for must not end the engine.
    running.catch(() => {});
    this.#running.push(running);
    return running;
  }
}

async function startProvider(provider: LocalProvider, engineAddress: string): Promise<Running> {
  const said: string[] = [];
  let listening: (port: string) => void = () => {};
  const port = new Promise<string>((resolve) => {
    listening = resolve;
  });
  const child = startNode(entryOf(provider), [engineAddress], {
    cwd: provider.path,
    onLine(stream, line) {
      // The first line is the port; all later ones are of no use to the engine.
      if (stream === "stdout" && /^\d+$/.test(line.trim())) listening(line.trim());
      else if (said.push(line) > 20) said.shift();
    },
  });
  const timer = new Promise<"late">((resolve) => setTimeout(resolve, startMilliseconds, "late").unref());
  const outcome = await Promise.race([port, child.exited, timer]);
  if (typeof outcome !== "string" || outcome === "late") {
    await child.end(0);
    const why = said.find((line) => /error/i.test(line)) ?? said.at(-1) ?? "it said nothing";
    throw startFailed(
      provider,
      outcome === "late" ? `it gave no port within ${startMilliseconds / 1000} s` : why.trim(),
    );
  }
  const client = new ProviderClient(`127.0.0.1:${outcome}`);
  try {
    await client.greet(engineAddress);
    return { client, child };
  } catch (error) {
    client.close();
    await child.end(0);
    throw startFailed(provider, messageOf(error));
  }
}

function entryOf(provider: LocalProvider): string {
  const manifest = join(provider.path, "package.json");
  if (!existsSync(manifest)) throw startFailed(provider, `${manifest} does not exist`);
  const { main = "index.js" } = JSON.parse(readFileSync(manifest, "utf8")) as { main?: string };
  return join(provider.path, main);
}

const startFailed = (provider: LocalProvider, why: string) =>
  new EngineError({
    code: "provider-start",
    message: `The provider "${provider.name}" of ${provider.path} did not start: ${why}`,
    setting: "plugins.providers in Pulumi.yaml",
    remedy: "Run `npm install`, and look at what the provider's own code says when it is run by hand.",
  });

export const notOfRepository = (packageName: string): EngineError =>
  new EngineError({
    code: "foreign-provider",
    message: `The stack has resources of the provider "${packageName}", which is not in this repository; the built-in engine only runs those that are`,
    remedy:
      "Install the official CLI (https://www.pulumi.com/docs/install/) and run the command again, or look at `npm run plan`.",
  });
