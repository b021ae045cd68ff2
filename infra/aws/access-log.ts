import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { accountId } from "./account.ts";
import { privateBucket } from "./bucket.ts";

/** Where the load balancer writes who asked for what, and how it was answered. */
export function accessLog(spec: Spec, parent: pulumi.Resource) {
  const { opened } = privateBucket("access-log", {
    spec,
    part: "ingress",
    keepDays: { "": spec.lifecycle.logRetentionDays },
    statements: (arn) => [
      {
        Sid: "LoadBalancersWrite",
        Effect: "Allow",
        Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
        Action: "s3:PutObject",
        // The folder names whose load balancer writes: nobody else's can.
        Resource: pulumi.interpolate`${arn}/AWSLogs/${accountId(parent)}/*`,
      },
    ],
    parent,
  });
  // A load balancer tries at once whether it may write.
  return { bucket: opened, enabled: true };
}
