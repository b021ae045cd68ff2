import * as app from "@pulumi/azure-native/app/index.js";
import type { app as inputs } from "@pulumi/azure-native/types/input.js";
import * as pulumi from "@pulumi/pulumi";
import { componentOf } from "../component.ts";
import type { Service, Spec } from "../contract.ts";
import { appEnvironment, appSecretEnvironment } from "../environment.ts";
import type { AzureCache } from "./cache.ts";
import {
  environmentOf,
  port,
  probes,
  registriesOf,
  secretsOf,
  terminationGracePeriodSeconds,
  volumeOf,
} from "./containers.ts";
import type { AzureDatabase } from "./database.ts";
import type { AzureFiles } from "./files.ts";
import { grant, identity } from "./identities.ts";
import type { AzureImage } from "./image.ts";
import { type Metrics, metrics } from "./metrics.ts";
import { nameOf, tagsOf } from "./names.ts";
import type { AzureNetwork } from "./network.ts";
import { scaleOf } from "./scaling.ts";
import type { AzureSecrets } from "./secrets.ts";
import { containerSize, helperContainers } from "./sizing.ts";
import { mayRead } from "./vault.ts";
import { visible } from "./visible.ts";

export interface AzureService extends Service {
  metrics: Metrics;
  /** The name that Front Door sends requests to. */
  hostName: pulumi.Output<string>;
  /** The replicas: what else uses the migrated database has to come after. */
  resource: pulumi.Resource;
}

interface Needs {
  network: AzureNetwork;
  secrets: AzureSecrets;
  database: AzureDatabase;
  cache: AzureCache;
  files: AzureFiles;
  image: AzureImage;
}

/** Front Door, then the environment's ingress: the app believes so many proxies about a client's address. */
const proxiesBefore = 2;

/** Equal replicas of the app, as one container app. A new revision takes over once all of it is ready; until then the old one serves. */
export function service(spec: Spec, needs: Needs): AzureService {
  const { network, secrets, database, cache, files, image } = needs;
  const parent = componentOf("azure", "service");
  const tags = tagsOf(spec, "service");
  const resourceGroupName = network.group;
  const containerAppName = nameOf(spec);

  const self = identity("app", { resourceGroupName, tags }, parent);
  const given = Object.entries(secrets.given);
  const references = [database.reference, cache.reference, secrets.appKey, ...Object.values(secrets.given)];
  const allowed = [
    grant("app-pulls-images", { to: self, role: "pullImages", on: image.registry.id }, parent),
    ...mayRead("app", self, references, parent),
  ];
  const measured = metrics({ resourceGroupName, sender: self, port, tags }, parent);

  const env = environmentOf(
    {
      ...appEnvironment(spec, { publicUrl: network.address.url, filesUrl: files.url }),
      CAMPFIRE_HOST: "0.0.0.0",
      CAMPFIRE_PORT: String(port),
      CAMPFIRE_TRUST_PROXY: String(proxiesBefore),
      // The network lets in every Front Door there is, other people's too.
      CAMPFIRE_REQUIRED_HEADER: pulumi.interpolate`X-Azure-FDID: ${network.address.frontDoorId}`,
    },
    appSecretEnvironment({
      databaseUrl: database.reference.name,
      cacheUrl: cache.reference.name,
      secretKey: secrets.appKey.name,
      given: Object.fromEntries(given.map(([variable, { name }]) => [variable, name])),
    }),
  );
  const ours = { image: image.reference, env };
  const configuration: inputs.ConfigurationArgs = {
    activeRevisionsMode: "Single",
    maxInactiveRevisions: 5,
    ingress: {
      external: true,
      targetPort: port,
      transport: "auto",
      allowInsecure: false,
      stickySessions: { affinity: "none" },
    },
    registries: registriesOf(image, self),
    secrets: secretsOf(references, self),
  };
  const template: inputs.TemplateArgs = {
    // Before each replica starts the database is brought to its version: see docs/azure.md for why that isn't a job.
    initContainers: [{ ...ours, name: "migrate", args: ["migrate"], resources: helperContainers.migrate }],
    containers: [
      {
        ...ours,
        name: "app",
        args: ["serve"],
        resources: containerSize(spec.size.app),
        probes,
        volumeMounts: [{ volumeName: "files", mountPath: files.attachments.mountPath }],
      },
      measured.sidecar,
    ],
    volumes: [volumeOf("files", files.attachments)],
    scale: scaleOf(spec),
    terminationGracePeriodSeconds,
  };
  const replicas = new app.ContainerApp(
    "app",
    {
      resourceGroupName,
      containerAppName,
      environmentId: network.environment.id,
      workloadProfileName: "Consumption",
      identity: { type: "UserAssigned", userAssignedIdentities: [self.id] },
      configuration,
      template,
      tags,
    },
    {
      parent,
      dependsOn: [...allowed, ...measured.ready, ...database.ready, ...cache.ready, ...files.ready],
      ...visible({ configuration, template }),
    },
  );

  const hostName = pulumi.interpolate`${containerAppName}.${network.environment.domain}`;
  const { minReplicas, maxReplicas } = scaleOf(spec);
  return {
    summary: `${minReplicas} to ${maxReplicas} replicas on Container Apps`,
    replicas: spec.replicas,
    metrics: measured,
    hostName,
    resource: replicas,
    commands: {
      "follow the replicas' log": pulumi.interpolate`az containerapp logs show --resource-group ${network.group} --name ${replicas.name} --follow`,
      "open a shell in a replica": pulumi.interpolate`az containerapp exec --resource-group ${network.group} --name ${replicas.name} --container app --command sh`,
    },
  };
}
