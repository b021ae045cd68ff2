import { data } from "./aws/data.ts";
import { network } from "./aws/network.ts";
import { operations } from "./aws/operations.ts";
import { service } from "./aws/service.ts";
import type { Rule } from "./rule.ts";

/** What holds on AWS. Each row of the table of pitfalls that concerns AWS is a rule here or in aws/documents.ts. */
export const aws: Rule[] = [...network, ...data, ...service, ...operations];
