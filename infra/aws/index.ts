import type { Parts, Platform } from "../contract.ts";
import { type AwsBackups, backups } from "./backups.ts";
import { type AwsCache, cache } from "./cache.ts";
import { type AwsDatabase, database } from "./database.ts";
import { type AwsFiles, files } from "./files.ts";
import { type AwsImage, image } from "./image.ts";
import { type AwsIngress, ingress } from "./ingress.ts";
import { monitoring } from "./monitoring.ts";
import { type AwsNetwork, network } from "./network.ts";
import { preflight, validate } from "./preflight.ts";
import { type AwsSecrets, secrets } from "./secrets.ts";
import { type AwsService, service } from "./service.ts";

interface AwsParts extends Parts {
  network: AwsNetwork;
  secrets: AwsSecrets;
  database: AwsDatabase;
  cache: AwsCache;
  files: AwsFiles;
  image: AwsImage;
  service: AwsService;
  ingress: AwsIngress;
  backups: AwsBackups;
}

/** Amazon Web Services: containers without servers, and AWS's own database, cache, files and monitoring. */
export const aws: Platform<AwsParts> = {
  support: {
    network: "VPC over 2 or 3 zones",
    secrets: "Secrets Manager",
    database: "RDS PostgreSQL 18, Multi-AZ from medium",
    cache: "ElastiCache Valkey, TLS and password",
    files: "EFS",
    image: "ECR, or a digest given",
    service: "ECS on Fargate, autoscaled",
    ingress: "ALB, ACM, WAF, Route 53",
    backups: "RDS PITR, encrypted in S3, AWS Backup",
    monitoring: "Managed Prometheus, Grafana on ECS, CloudWatch",
  },
  validate,
  preflight,
  network,
  secrets,
  database,
  cache,
  files,
  image,
  service,
  ingress,
  backups,
  monitoring,
};
