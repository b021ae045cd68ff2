import { CustomResource } from "@pulumi/kubernetes/apiextensions/index.js";
import { Secret } from "@pulumi/kubernetes/core/v1/index.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { componentOf } from "../component.ts";
import type { Secrets, Spec } from "../contract.ts";
import { type GivenSecret, keepGiven } from "../signing-in.ts";
import { metadataOf, namespaceOf } from "./metadata.ts";
import type { KubernetesNetwork } from "./network.ts";

/** A key of a Secret of the stack's namespace: pods get it by reference. */
export interface SecretKey {
  name: pulumi.Output<string>;
  key: string;
}

export interface KubernetesSecrets extends Secrets {
  databasePassword: SecretKey;
  cachePassword: SecretKey;
  /** The cache's password as a line of its configuration. */
  cacheConfiguration: SecretKey;
  /** Signs what the app hands out. */
  appKey: SecretKey;
  /** Secrets of the stack file, by the app's variable. */
  given: Record<string, SecretKey>;
  /** Encrypts the backups: without it they can't be read. */
  backupKey: SecretKey;
}

interface Kind {
  type: string;
  /** Its keys, from the password: a function of text, since External Secrets fills in a template of its own. */
  data(password: string): Record<string, string>;
}

/** One Secret for each of those who read it, so that nobody is shown another's. */
const kinds = {
  "database-password": {
    // CloudNativePG takes the owner's name and password in this form.
    type: "kubernetes.io/basic-auth",
    data: (password) => ({ username: "campfire", password }),
  },
  "cache-password": {
    type: "Opaque",
    data: (password) => ({ password, "auth.conf": `requirepass ${password}\n` }),
  },
  "app-key": { type: "Opaque", data: (password) => ({ password }) },
  "backup-key": { type: "Opaque", data: (password) => ({ password }) },
} satisfies Record<string, Kind>;
type SecretName = keyof typeof kinds;

/** Letters and digits: it goes into URLs and configuration files as it is. 40 of them are 238 bits. */
const form = { length: 40, special: false };

/** Generated and kept in Secrets of the namespace; with a secret store, brought there by External Secrets instead. */
export function secrets(spec: Spec, { network }: { network: KubernetesNetwork }): KubernetesSecrets {
  const parent = componentOf("kubernetes", "secrets");
  const { secretStore } = spec.settings;
  const make = secretStore === "" ? generated : external;
  const names = Object.fromEntries(
    (Object.keys(kinds) as SecretName[]).map((name) => [name, make(spec, network, name, parent)]),
  ) as Record<SecretName, pulumi.Output<string>>;
  const key = (name: SecretName, key = "password"): SecretKey => ({ name: names[name], key });
  return {
    summary:
      secretStore === ""
        ? "generated, in Secrets of the namespace"
        : `from ${secretStore} (item ${namespaceOf(spec)}), by External Secrets`,
    databasePassword: key("database-password"),
    cachePassword: key("cache-password"),
    cacheConfiguration: key("cache-password", "auth.conf"),
    appKey: key("app-key"),
    given: keepGiven(spec.settings, ({ name, value }) => given(spec, network, { name, value }, parent)),
    backupKey: key("backup-key"),
  };
}

/** Not from a secret store, which holds what is generated: the stack file has these, encrypted. */
function given(
  spec: Spec,
  { namespace }: KubernetesNetwork,
  { name, value }: Pick<GivenSecret, "name" | "value">,
  parent: pulumi.Resource,
): SecretKey {
  const stringData = { value: pulumi.secret(value) };
  const secret = new Secret(name, { metadata: metadataOf(spec, namespace, name), stringData }, { parent });
  return { name: secret.metadata.name, key: "value" };
}

function generated(spec: Spec, { namespace }: KubernetesNetwork, name: SecretName, parent: pulumi.Resource) {
  const protect = spec.lifecycle.protectData;
  const { type, data }: Kind = kinds[name];
  const password = new RandomPassword(name, form, { parent, protect });
  const stringData = password.result.apply(data);
  const secret = new Secret(
    name,
    { metadata: metadataOf(spec, namespace, name), type, stringData },
    { parent, protect },
  );
  return secret.metadata.name;
}

/** Each password is a property of one item of the store, named like the namespace; the Secret is made of it in the cluster. */
function external(spec: Spec, { namespace }: KubernetesNetwork, name: SecretName, parent: pulumi.Resource) {
  const { type, data }: Kind = kinds[name];
  const resource = new CustomResource(
    name,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { ...metadataOf(spec, namespace, name), annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        refreshInterval: "1h",
        secretStoreRef: { kind: "ClusterSecretStore", name: spec.settings.secretStore },
        target: { name, template: { type, engineVersion: "v2", data: data("{{ .password }}") } },
        data: [{ secretKey: "password", remoteRef: { key: namespaceOf(spec), property: name } }],
      },
    },
    { parent },
  );
  return resource.metadata.name;
}
