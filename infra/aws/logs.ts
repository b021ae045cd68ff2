import * as cloudwatch from "@pulumi/aws/cloudwatch/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";
import { regionOf } from "./names.ts";

const fields = "fields @timestamp, level, msg, err.message, reqId, userId, roomId, @logStream";
const newest = "sort @timestamp desc | limit 100";

/** What is asked of the replicas' log, in the language of Logs Insights. pino's levels: 50 is error, 60 fatal. */
export const queries = {
  errors: `${fields} | filter level >= 50 | ${newest}`,
  "slow-requests": `fields @timestamp, method, route, status, ms, reqId, userId | filter ms >= 1000 | sort ms desc | limit 100`,
  "of-one-request": `${fields} | filter reqId = "REQUEST-ID" | sort @timestamp asc`,
} as const;

/** Queries that the console offers by name. */
export function savedQueries(spec: Spec, logGroup: pulumi.Output<string>, parent: pulumi.Resource): void {
  for (const [name, queryString] of Object.entries(queries))
    new cloudwatch.QueryDefinition(
      name,
      { name: `${spec.project}/${spec.stack}/${name}`, logGroupNames: [logGroup], queryString },
      { parent },
    );
}

/** The console's page with the newest errors of the last hour. */
export const errorsLink = (logGroup: pulumi.Output<string>) =>
  logGroup.apply((group) => insightsLink(regionOf(), group, queries.errors));

/**
 * The console's page of Logs Insights with a query filled in. It keeps its state in the address in a notation of its own, in which a text
 * begins with ' and every character that is no letter or digit is * and its code; and "$" stands for "%".
 */
export function insightsLink(region: string, logGroup: string, query: string): string {
  const text = (value: string) =>
    `'${value.replaceAll(/[^\w.-]/g, (letter) => `*${letter.charCodeAt(0).toString(16).padStart(2, "0")}`)}`;
  const detail = `~(end~0~start~-3600~timeType~'RELATIVE~unit~'seconds~editorString~${text(query)}~source~(~${text(logGroup)}))`;
  const state = encodeURIComponent(`?queryDetail=${detail}`).replaceAll("%", "$");
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#logsV2:logs-insights${state}`;
}
