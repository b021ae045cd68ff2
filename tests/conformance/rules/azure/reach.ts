import { timing } from "../../../../infra/presets.ts";
import { type AzureRule, all, appContainer, at, differences, list, one, variable } from "./plan.ts";

/** Whatever would open a way in beside the ingress. */
const openTypes =
  /:(PublicIPAddress|PublicIPPrefix|LoadBalancer|BastionHost|VpnGateway|FirewallRule|ApplicationGateway)$/;

/** What keeps data, and the property that says whether the internet reaches it. */
const privateOnes = [
  ["keyvault:Vault", "vault", "properties.publicNetworkAccess"],
  ["redisenterprise:RedisEnterprise", "cache", "publicNetworkAccess"],
  ["storage:StorageAccount", "files", "publicNetworkAccess"],
  ["storage:StorageAccount", "backups", "publicNetworkAccess"],
  ["dbforpostgresql:Server", "database", "network.publicNetworkAccess"],
] as const;

export const reach: AzureRule[] = [
  {
    id: "only-the-ingress-is-public",
    holds: "what keeps data has no public address, and nothing else has one but the ingress",
    check: (plan) => [
      ...privateOnes.flatMap(([type, name, path]) => differences(one(plan, type, name), { [path]: "Disabled" })),
      ...plan.resources.filter(({ type }) => openTypes.test(type)).map(({ urn }) => `${urn} opens a way in`),
    ],
  },
  {
    id: "private-endpoints",
    holds: "vault, cache, files and backups have a private address each, found by its ordinary name",
    check: (plan) =>
      ["vault", "cache", "files", "backups"].flatMap((name) => {
        const group = one(plan, "network:PrivateDnsZoneGroup", name);
        const endpoint = one(plan, "network:PrivateEndpoint", name);
        return group.dependencies.includes(endpoint.urn) ? [] : [`${name}: no name for its private address`];
      }),
  },
  {
    id: "subnets-refuse",
    holds: "each subnet lets in only Front Door, its own platform or its own neighbours, and refuses the rest",
    check: (plan) => {
      const groups = all(plan, "network:NetworkSecurityGroup");
      if (groups.length !== 3) return [`${groups.length} groups of rules, not 3`];
      return groups.flatMap(({ name, inputs }) => {
        const rules = list(inputs.securityRules);
        const last = rules.at(-1);
        const refuses = at(last, "access") === "Deny" && at(last, "sourceAddressPrefix") === "*";
        const open = rules
          .filter((rule) => at(rule, "access") === "Allow" && at(rule, "direction") === "Inbound")
          .map((rule) => String(at(rule, "sourceAddressPrefix")))
          .filter((from) => !/^(10\.60\.\d+\.\d+\/\d+|AzureLoadBalancer|AzureFrontDoor\.Backend)$/.test(from));
        return [
          ...(refuses ? [] : [`${name} does not refuse the rest`]),
          ...open.map((from) => `${name} is open to ${from}`),
        ];
      });
    },
  },
  {
    id: "pitfall-02",
    holds: "nobody is bound to a replica",
    check: (plan) => [
      ...differences(one(plan, "app:ContainerApp", "app"), { "configuration.ingress.stickySessions.affinity": "none" }),
      ...differences(one(plan, "cdn:AFDOriginGroup", "replicas"), { sessionAffinityState: "Disabled" }),
    ],
  },
  {
    id: "pitfall-17",
    holds: "a silent WebSocket outlives three pings at every proxy, and a longer time-out has two nodes of its own",
    check: (plan) => {
      const { inputs } = one(plan, "app:ManagedEnvironment", "environment");
      const ping = Number(variable(appContainer(plan), "CAMPFIRE_WEBSOCKET_PING_INTERVAL"));
      const minutes = at(inputs, "ingressConfiguration", "requestIdleTimeout");
      const idle = 60 * Number(minutes ?? 4);
      const short = idle >= 3 * ping ? [] : [`idle time-out ${idle} s, ping ${ping} s`];
      if (minutes === undefined) {
        return plan.size === "large" ? [...short, "the large size has no ingress nodes of its own"] : short;
      }
      const profileName = at(inputs, "ingressConfiguration", "workloadProfileName");
      const profile = list(inputs.workloadProfiles).find((one) => at(one, "name") === profileName);
      const nodes = Number(at(profile, "minimumCount") ?? 0);
      return [
        ...short,
        ...(Number(minutes) >= 4 && Number(minutes) <= 30 ? [] : [`${minutes} minutes can't be set`]),
        ...(idle >= timing.idleTimeout ? [] : [`own nodes close after ${idle} s`]),
        ...(nodes >= 2 && at(profile, "workloadProfileType") !== "Consumption"
          ? []
          : [`${nodes} nodes for the ingress`]),
      ];
    },
  },
  {
    id: "websockets-pass",
    holds: "Front Door caches nothing, since a cached route drops the upgrade",
    check: (plan) =>
      one(plan, "cdn:Route", "chat").inputs.cacheConfiguration === undefined ? [] : ["the route is cached"],
  },
  {
    id: "pitfall-19",
    holds: "another stack can borrow network and environment, which Azure gives up only slowly",
    check: ({ outputs }) => {
      const lent = Object.keys((outputs.network as object | undefined) ?? {});
      const wanted = ["environmentId", "environmentDomain", "databaseSubnet", "endpointsSubnet", "databaseZone"];
      return wanted.filter((field) => !lent.includes(field)).map((field) => `network.${field} is not lent`);
    },
  },
  {
    id: "encrypted-in-transit",
    holds: "nothing is said in the clear: to the ingress, to the replicas, to database, cache and files",
    check: (plan) => [
      ...differences(one(plan, "cdn:Route", "chat"), { httpsRedirect: "Enabled", forwardingProtocol: "HttpsOnly" }),
      ...differences(one(plan, "cdn:AFDOrigin", "replicas"), { enforceCertificateNameCheck: true }),
      ...differences(one(plan, "cdn:AFDCustomDomain", "chat"), {
        "tlsSettings.certificateType": "ManagedCertificate",
        "tlsSettings.minimumTlsVersion": "TLS12",
      }),
      ...differences(one(plan, "app:ContainerApp", "app"), { "configuration.ingress.allowInsecure": false }),
      ...differences(one(plan, "app:ManagedEnvironment", "environment"), {
        "peerTrafficConfiguration.encryption.enabled": true,
      }),
      ...differences(one(plan, "dbforpostgresql:Configuration", "require-secure-transport"), { value: "on" }),
      ...differences(one(plan, "dbforpostgresql:Configuration", "ssl-min-protocol-version"), { value: "TLSv1.2" }),
      ...differences(one(plan, "redisenterprise:Database", "cache"), { clientProtocol: "Encrypted" }),
      ...differences(one(plan, "redisenterprise:RedisEnterprise", "cache"), { minimumTlsVersion: "1.2" }),
      ...differences(one(plan, "storage:FileServiceProperties", "files"), {
        "protocolSettings.smb.versions": "SMB3.1.1",
        "protocolSettings.smb.channelEncryption": "AES-256-GCM",
      }),
      ...all(plan, "storage:StorageAccount").flatMap((account) =>
        differences(account, { enableHttpsTrafficOnly: true, minimumTlsVersion: "TLS1_2" }),
      ),
    ],
  },
  {
    id: "only-our-front-door",
    holds: "replicas answer who came through this stack's Front Door, and refuse those who come through another's",
    check: (plan) => {
      const app = one(plan, "app:ContainerApp", "app");
      const profile = one(plan, "cdn:Profile", "front-door");
      const required = variable(appContainer(plan), "CAMPFIRE_REQUIRED_HEADER");
      return [
        ...(required === undefined ? ["no header is required"] : []),
        ...(required === "<unknown>" || /^X-Azure-FDID: \S+$/.test(String(required)) ? [] : [`required: ${required}`]),
        ...(app.propertyDependencies.template?.includes(profile.urn) ? [] : ["it is not this profile's"]),
      ];
    },
  },
  {
    id: "firewall",
    holds: "the firewall refuses /metrics, limits each address, and has maintained rules from medium on",
    check: (plan) => {
      const policy = one(plan, "frontdoor:Policy", "firewall");
      const rules = list(at(policy.inputs, "customRules", "rules"));
      const limits = rules.filter((rule) => at(rule, "ruleType") === "RateLimitRule");
      const metrics = rules.some((rule) => at(rule, "action") === "Block" && JSON.stringify(rule).includes("/metrics"));
      const managed = list(at(policy.inputs, "managedRules", "managedRuleSets")).length;
      const attached = one(plan, "cdn:SecurityPolicy", "firewall").dependencies.includes(policy.urn);
      return [
        ...differences(policy, { "policySettings.mode": "Prevention", "policySettings.enabledState": "Enabled" }),
        ...(limits.length === 2 ? [] : [`${limits.length} rate limits`]),
        ...(metrics ? [] : ["/metrics is open"]),
        ...(managed > 0 === (plan.size !== "small") ? [] : [`${managed} maintained rule sets`]),
        ...(attached ? [] : ["nothing uses the firewall"]),
      ];
    },
  },
];
