import type { ResourceGraph } from "../../engine/plan/graph.ts";
import { PlanHost } from "../../engine/plan/host.ts";
import { type PlanOptions, runOffline } from "../../engine/plan/run.ts";
import type { Goal } from "../../engine/rpc/goal.ts";
import type { InvokeCall, Registered } from "../../engine/rpc/server.ts";
import { type Properties, secret } from "../../engine/values/wire.ts";
import { azureAnswers, azureOutputs } from "./render-azure.ts";
import * as gcp from "./rules/gcp/outputs.ts";

/** Runs the program as an `up` would, against providers that make nothing and answer at once with made-up outputs. */
export const renderProgram = (options: PlanOptions): Promise<ResourceGraph> =>
  runOffline(options, { Host: RenderHost, preview: false });

/** A value that nobody but a secret may hold: found anywhere in the clear, it was leaked. */
export const generatedSecret = "generatedsecretgeneratedsecretgenerated0";

class RenderHost extends PlanHost {
  override async registerResource(goal: Goal): Promise<Registered> {
    const registered = await super.registerResource(goal);
    if (!goal.custom) return registered;
    const azure = goal.type.startsWith("azure-native:") ? azureOutputs(goal) : {};
    const properties = { ...madeUp(goal), ...gcp.madeUp(goal), ...goal.inputs, ...azure };
    return { ...registered, id: `${goal.name}-id`, properties };
  }

  override async invoke(call: InvokeCall): Promise<Properties | undefined> {
    return (await super.invoke(call)) ?? answers[call.token] ?? gcp.answers[call.token];
  }
}

/** Outputs of AWS's resources that the program reads, whichever resource it is: a resource has those that it has. */
function madeUp({ type, name }: Goal): Properties {
  const [, module = ""] = type.split(":");
  const arn = `arn:aws:${module.split("/")[0]}:eu-central-1:${account}:${name}`;
  return {
    arn,
    name,
    bucket: `${name}-bucket`,
    address: `${name}.address.example`,
    endpoint: `${name}.address.example:5432`,
    primaryEndpointAddress: `${name}.cache.example`,
    prometheusEndpoint: "https://aps-workspaces.eu-central-1.amazonaws.com/workspaces/ws-1/",
    dnsName: `${name}.eu-central-1.elb.amazonaws.com`,
    zoneId: "ZALB",
    arnSuffix: `app/${name}/0123456789abcdef`,
    allocationId: `eipalloc-${name}`,
    registryId: account,
    repositoryUrl: `${account}.dkr.ecr.eu-central-1.amazonaws.com/${name}`,
    ref: `${account}.dkr.ecr.eu-central-1.amazonaws.com/${name}:1@sha256:${"0".repeat(64)}`,
    fqdn: `${name}.example.com`,
    versionId: "version-1",
    hex: "0123456789ab",
    domainValidationOptions: [
      {
        domainName: name,
        resourceRecordName: `_proof.${name}`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.acm-validations.aws",
      },
    ],
    ...(type === "random:index/randomPassword:RandomPassword" ? { result: secret(generatedSecret) } : {}),
  };
}

const account = "123456789012";

const answers: Record<string, Properties> = {
  ...azureAnswers(generatedSecret),
  "aws:index/getCallerIdentity:getCallerIdentity": { accountId: account },
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    names: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  },
  "aws:route53/getZone:getZone": { zoneId: "ZEXAMPLE" },
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": {
    userName: "AWS",
    password: secret(generatedSecret),
    proxyEndpoint: `https://${account}.dkr.ecr.eu-central-1.amazonaws.com`,
  },
};
