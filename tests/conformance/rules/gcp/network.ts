import { ofType, only, type Rule } from "../rule.ts";
import { differs, each, everythingThatRuns, platforms, types } from "./plan.ts";

interface Firewall {
  direction: string;
  priority: number;
  allows?: { ports?: string[] }[];
  denies?: unknown[];
  destinationRanges?: string[];
  sourceRanges?: string[];
  targetTags: string[];
}

export const networkRules: Rule[] = [
  {
    id: "pitfall-13",
    platforms,
    holds:
      "nothing leaves a servicenetworking connection behind: Cloud SQL by Private Service Connect, Redis by direct peering",
    check: (plan) => [
      ...plan.resources.filter(({ type }) => type.startsWith("gcp:servicenetworking/")).map(({ urn }) => urn),
      ...each<{ settings: { ipConfiguration: { privateNetwork?: string; pscConfigs?: { pscEnabled: boolean }[] } } }>(
        plan,
        types.database,
        ({ settings: { ipConfiguration: ip } }) => [
          ...differs("pscEnabled", ip.pscConfigs?.[0]?.pscEnabled, true),
          ...differs("privateNetwork", ip.privateNetwork, undefined),
        ],
      ),
      ...each<{ connectMode: string }>(plan, types.cache, ({ connectMode }) =>
        differs("connectMode", connectMode, "DIRECT_PEERING"),
      ),
    ],
  },
  {
    id: "pitfall-14",
    platforms,
    holds:
      "what runs is in the network by Direct VPC egress, and a short-lived stack with a subnet of its own is told how to avoid that",
    check: (plan) => {
      const own = ofType(plan, "gcp:compute/subnetwork:Subnetwork").length > 0;
      const told = JSON.stringify(plan.outputs.notices).includes("networkStack");
      return [
        ...everythingThatRuns(plan).flatMap(({ entry, template: { vpcAccess } }) => [
          ...differs(`${entry.name}: network interfaces`, vpcAccess.networkInterfaces.length, 1),
          ...differs(`${entry.name}: connector`, vpcAccess.connector, undefined),
        ]),
        ...differs("told of a subnet that stays", told, own && plan.lifecycle !== "production"),
      ];
    },
  },
  {
    id: "only-ingress-is-public",
    platforms,
    holds:
      "the load balancers are the only way in: no public address, no default address, no open bucket, no grant to everybody",
    check: (plan) => [
      ...each<Record<string, unknown>>(plan, types.service, ({ ingress, defaultUriDisabled }) => [
        ...differs("ingress", ingress, "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"),
        ...differs("defaultUriDisabled", defaultUriDisabled, true),
      ]),
      ...each<{ settings: { ipConfiguration: Record<string, unknown> } }>(plan, types.database, ({ settings }) => [
        ...differs("ipv4Enabled", settings.ipConfiguration.ipv4Enabled, false),
        ...differs("authorizedNetworks", settings.ipConfiguration.authorizedNetworks, undefined),
      ]),
      ...each<Record<string, unknown>>(plan, types.bucket, ({ publicAccessPrevention, uniformBucketLevelAccess }) => [
        ...differs("publicAccessPrevention", publicAccessPrevention, "enforced"),
        ...differs("uniformBucketLevelAccess", uniformBucketLevelAccess, true),
      ]),
      ...plan.resources
        .filter(({ inputs }) => /^all(Authenticated)?Users$/.test(String(inputs.member)))
        .map(({ urn }) => `${urn} is for everybody`),
      ...each<{ securityPolicy?: string; loadBalancingScheme: string }>(plan, types.backend, (backend) => [
        ...(backend.securityPolicy ? [] : ["no Cloud Armor before it"]),
        ...differs("loadBalancingScheme", backend.loadBalancingScheme, "EXTERNAL_MANAGED"),
      ]),
      ...each<{ addressType: string }>(plan, "gcp:compute/address:Address", ({ addressType }) =>
        differs("addressType", addressType, "INTERNAL"),
      ),
    ],
  },
  {
    id: "walled-in",
    platforms,
    holds: "nothing reaches a container through the network, and a container reaches only database and cache there",
    check: (plan) => {
      const rules = ofType(plan, types.firewall).map(({ name, inputs }) => ({
        name,
        ...(inputs as unknown as Firewall),
      }));
      const allowed = rules.filter(({ allows }) => allows);
      const last = Math.max(...allowed.map(({ priority }) => priority));
      const walls = rules.filter(({ denies, priority }) => denies && priority > last);
      const tags = new Set(
        everythingThatRuns(plan).flatMap(({ template }) => template.vpcAccess.networkInterfaces[0]!.tags),
      );
      return [
        ...differs("walls", walls.map(({ direction }) => direction).sort(), ["EGRESS", "INGRESS"]),
        ...walls.flatMap(({ name, sourceRanges, destinationRanges }) =>
          differs(`${name}: ranges`, sourceRanges ?? destinationRanges, ["0.0.0.0/0"]),
        ),
        ...differs("ways out", allowed.map(({ direction, allows }) => `${direction} ${allows?.[0]?.ports}`).sort(), [
          "EGRESS 5432",
          "EGRESS 6378",
        ]),
        ...rules.flatMap(({ name, targetTags }) => differs(`${name}: tags`, targetTags, [...tags])),
      ];
    },
  },
  {
    id: "encrypted-in-transit",
    platforms,
    holds:
      "people get TLS 1.2 or later, led there from HTTP; Cloud Run gets TLS from the load balancer, PostgreSQL and Redis take no less",
    check: (plan) => [
      ...each<{ settings: { ipConfiguration: Record<string, unknown> } }>(plan, types.database, ({ settings }) => [
        ...differs("sslMode", settings.ipConfiguration.sslMode, "ENCRYPTED_ONLY"),
        ...differs("serverCaMode", settings.ipConfiguration.serverCaMode, "GOOGLE_MANAGED_CAS_CA"),
      ]),
      ...each<Record<string, unknown>>(plan, types.cache, ({ transitEncryptionMode, authEnabled }) => [
        ...differs("transitEncryptionMode", transitEncryptionMode, "SERVER_AUTHENTICATION"),
        ...differs("authEnabled", authEnabled, true),
      ]),
      ...each<Record<string, unknown>>(plan, types.backend, ({ protocol }) => differs("protocol", protocol, "HTTPS")),
      ...each<Record<string, unknown>>(plan, "gcp:compute/sSLPolicy:SSLPolicy", ({ minTlsVersion }) =>
        differs("minTlsVersion", minTlsVersion, "TLS_1_2"),
      ),
      ...differs(
        "redirect of HTTP",
        (only(plan, "gcp:compute/uRLMap:URLMap", "chat-http").inputs.defaultUrlRedirect as Record<string, unknown>)
          .httpsRedirect,
        true,
      ),
      ...each<{ sslPolicy?: string }>(plan, "gcp:compute/targetHttpsProxy:TargetHttpsProxy", ({ sslPolicy }) =>
        sslPolicy ? [] : ["no TLS policy"],
      ),
    ],
  },
];
