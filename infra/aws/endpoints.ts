import * as ec2 from "@pulumi/aws/ec2/index.js";
import * as vpc from "@pulumi/aws/vpc/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { networkCidr } from "./addresses.ts";
import { securityGroup } from "./firewall.ts";
import { regionOf, tagsOf } from "./names.ts";
import { awsSize } from "./sizing.ts";

interface Needs {
  vpcId: pulumi.Input<string>;
  subnetIds: pulumi.Input<string[]>;
  tables: ec2.RouteTable[];
  parent: pulumi.Resource;
}

/** Ways to AWS's own services that don't lead through the NAT gateways: to S3 always, since it costs nothing, to others by size. */
export function endpoints(spec: Spec, { vpcId, subnetIds, tables, parent }: Needs): pulumi.Resource[] {
  const tags = tagsOf(spec, "network");
  const service = (name: string) => `com.amazonaws.${regionOf()}.${name}`;
  const storage = new ec2.VpcEndpoint(
    "s3",
    {
      vpcId,
      serviceName: service("s3"),
      vpcEndpointType: "Gateway",
      routeTableIds: tables.map(({ id }) => id),
      tags,
    },
    { parent },
  );
  const { interfaceEndpoints } = awsSize(spec);
  if (interfaceEndpoints.length === 0) return [storage];

  const group = securityGroup("endpoints", { spec, part: "network", vpcId, parent });
  new vpc.SecurityGroupIngressRule(
    "endpoints",
    { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: networkCidr },
    { parent },
  );
  const interfaces = interfaceEndpoints.map(
    (name) =>
      new ec2.VpcEndpoint(
        name,
        {
          vpcId,
          serviceName: service(name),
          vpcEndpointType: "Interface",
          privateDnsEnabled: true,
          subnetIds,
          securityGroupIds: [group.id],
          tags,
        },
        { parent },
      ),
  );
  return [storage, ...interfaces];
}
