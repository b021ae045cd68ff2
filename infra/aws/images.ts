/** Images of others, by exact version: from registries that don't count how often a network asks, where they are there too. */
export const images = {
  /** AWS's own command line, with a shell and curl. */
  awsCli: "public.ecr.aws/aws-cli/aws-cli:2.31.0",
  collector: "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.3",
  grafana: "docker.io/grafana/grafana:12.4.4",
  postgres: "public.ecr.aws/docker/library/postgres:18.6-trixie",
} as const;
