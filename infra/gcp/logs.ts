import * as logging from "@pulumi/gcp/logging/index.js";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Spec } from "../contract.ts";
import { nameOf } from "./names.ts";
import { projectId, region } from "./project.ts";

/** Days that Cloud Logging's own bucket keeps what is logged, without being asked and without a price. */
const defaultDays = 30;

/**
 * Keeps the stack's logs for longer than Google does by default, where the lifecycle wants that. Not for less: a bucket is only marked
 * when it is deleted, and holds its name for a week.
 */
export function keepLogs(spec: Spec, parent: pulumi.Resource): void {
  const days = spec.lifecycle.logRetentionDays;
  if (days <= defaultDays) return;
  const suffix = new random.RandomId("logs", { byteLength: 4 }, { parent });
  const bucket = new logging.ProjectBucketConfig(
    "logs",
    {
      project: projectId(),
      location: region(),
      bucketId: pulumi.interpolate`${nameOf(spec, "logs")}-${suffix.hex}`,
      description: `Logs of ${spec.project} ${spec.stack}`,
      retentionDays: days,
    },
    { parent },
  );
  new logging.ProjectSink(
    "logs",
    {
      destination: pulumi.interpolate`logging.googleapis.com/${bucket.id}`,
      filter: logFilter(spec),
      uniqueWriterIdentity: true,
    },
    { parent },
  );
}

/** Everything that the stack's service and jobs say, in the language of Logs Explorer: their names all begin alike. */
export const logFilter = (spec: Spec): string =>
  [
    '(resource.type="cloud_run_revision" AND resource.labels.service_name=~"^NAME(-|$)")',
    '(resource.type="cloud_run_job" AND resource.labels.job_name=~"^NAME(-|$)")',
  ]
    .join(" OR ")
    .replaceAll("NAME", nameOf(spec));

/** What is asked of the replicas' log. pino's levels: 50 is error, 60 fatal. */
const questions = {
  errors: { of: "errors", filter: "jsonPayload.level>=50" },
  "slow-requests": { of: "requests of a second or more", filter: "jsonPayload.ms>=1000" },
  "of-one-request": { of: "one request: put in its id", filter: 'jsonPayload.reqId="REQUEST-ID"' },
};
const summary = ["msg", "err.message", "route", "status", "reqId", "userId", "roomId"];

/** Queries that Logs Explorer offers by name to all who may read the project's logs. */
export function savedQueries(spec: Spec, parent: pulumi.Resource): void {
  for (const [name, { of, filter }] of Object.entries(questions))
    new logging.SavedQuery(
      name,
      {
        parent: `projects/${projectId()}`,
        location: "global",
        name: nameOf(spec, name),
        displayName: `${spec.project} ${spec.stack}: ${of}`,
        visibility: "SHARED",
        loggingQuery: {
          filter: `(${logFilter(spec)}) AND ${filter}`,
          summaryFields: summary.map((field) => ({ field: `jsonPayload.${field}` })),
        },
      },
      { parent },
    );
}

/** Logs Explorer, with the filter filled in. */
export const logsLink = (spec: Spec): string =>
  `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(logFilter(spec))}?project=${projectId()}`;
