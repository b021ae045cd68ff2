import type { Signer } from "../tls.ts";

interface Site {
  host: string;
  signer: Signer;
  /** The replicas, by their names on the network. */
  upstreams: readonly string[];
  metricsPort: number;
  /** Bytes that a request may carry: what the app takes at most. */
  requestBytes: number;
}

/**
 * The deployment guide's Caddyfile, with what it leaves out: replicas that are not ready get nothing, metrics are nobody's business outside.
 * Its `rate_limit` is not in Caddy as it is published; the app limits requests by itself, by the address that Caddy tells it. A WebSocket
 * has no time-out here: Caddy ends a connection only when one of its sides does.
 */
export const caddyfile = ({ host, signer, upstreams, metricsPort, requestBytes }: Site): string => `{
	admin localhost:2019
	grace_period 20s
	metrics
}

:${metricsPort} {
	metrics /metrics
}

${host} {
${signer === "internal" ? "\ttls internal\n" : ""}	encode zstd gzip
	request_body {
		max_size ${requestBytes}
	}

	header {
		Strict-Transport-Security "max-age=63072000; includeSubDomains"
		X-Frame-Options "DENY"
		X-Content-Type-Options "nosniff"
		Referrer-Policy "strict-origin-when-cross-origin"
		-Server
	}

	@metrics path /metrics /metrics/*
	respond @metrics 404

	reverse_proxy ${upstreams.map((name) => `${name}:3000`).join(" ")} {
		lb_policy least_conn
		lb_try_duration 5s
		health_uri /health/ready
		health_interval 5s
		health_timeout 3s
		fail_duration 10s
		stream_close_delay 30s
	}

	log {
		output stdout
		format json
	}
}
`;
