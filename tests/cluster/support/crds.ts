import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "../../../infra/kubernetes/manifests.ts";
import type { ApiClient } from "./api-client.ts";
import { until } from "./processes.ts";

interface Source {
  /** The Go module that carries the definitions, at the version of the chart in infra/cluster or the nearest that is published as a module. */
  module: string;
  /** Its checksum, as a go.sum has it: another content under the same version is refused. */
  sum: string;
  /** The folder of the definitions inside of it. */
  folder: string;
}

const sources: Source[] = [
  {
    module: "sigs.k8s.io/gateway-api@v1.4.1",
    sum: "h1:NPxFutNkKNa8UfLd2CMlEuhIPMQgDQ6DXNKG9sHbJU8=",
    folder: "config/crd/standard",
  },
  {
    module: "github.com/cert-manager/cert-manager@v1.21.2",
    sum: "h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=",
    folder: "deploy/crds",
  },
  {
    module: "github.com/cloudnative-pg/cloudnative-pg@v1.30.0",
    sum: "h1:fnhVq44xXx97MNiuvJsPrX1vSjYbgdyBK5MSGfdHdp0=",
    folder: "config/crd/bases",
  },
  {
    module: "github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0",
    sum: "h1:gNVytrzzYUE08wxLDrjfJqy1FPPSFkMe1OEr4s4pVI0=",
    folder: "config/crd/bases",
  },
  {
    module: "github.com/kedacore/keda/v2@v2.20.2",
    sum: "h1:SR60v8uIcelbveS8n/1jcl8tLdBBIbHMxmdOHw8tKqA=",
    folder: "config/crd/bases",
  },
  {
    module: "github.com/prometheus-operator/prometheus-operator@v0.85.0",
    sum: "h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=",
    folder: "example/prometheus-operator-crd",
  },
  {
    module: "github.com/external-secrets/external-secrets@v1.3.2",
    sum: "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=",
    folder: "config/crds/bases",
  },
];

/** The definitions of every kind that the stack and the shared operators use. */
const customResourceDefinitions = (): Manifest[] => sources.flatMap(definitionsOf);

function definitionsOf({ module, sum, folder }: Source): Manifest[] {
  const { stdout, status } = spawnSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
  const downloaded = JSON.parse(stdout || "{}") as { Dir?: string; Sum?: string; Error?: string };
  if (status !== 0 || !downloaded.Dir) throw new Error(`${module} can't be had: ${downloaded.Error ?? stdout}`);
  if (downloaded.Sum !== sum) throw new Error(`${module} has the checksum ${downloaded.Sum}, and ${sum} is expected`);
  const path = join(downloaded.Dir, folder);
  return readdirSync(path)
    .filter((file) => file.endsWith(".yaml"))
    .flatMap((file) => parseAllDocuments(readFileSync(join(path, file), "utf8")))
    .map((document) => document.toJS() as Manifest)
    .filter((manifest) => manifest?.kind === "CustomResourceDefinition");
}

/** Installs them all, and returns once the server serves them. */
export async function installDefinitions(api: ApiClient): Promise<void> {
  const definitions = customResourceDefinitions();
  await Promise.all(definitions.map((definition) => api.put(definition)));
  for (const definition of definitions) {
    const path = await api.pathOf(definition);
    await until(`${definition.metadata.name} is served`, 60, async () => {
      const { body } = await api.send("GET", path);
      const conditions: { type: string; status: string }[] = body.status?.conditions ?? [];
      return conditions.some(({ type, status }) => type === "Established" && status === "True");
    });
  }
}
