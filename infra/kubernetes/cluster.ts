import type { KubeConfig } from "@kubernetes/client-node";

/** What preflight asks of a cluster. */
export interface Cluster {
  /** The API groups that it serves. */
  apiGroups(): Promise<string[]>;
  storageClasses(): Promise<string[]>;
}

/** The cluster of a kubeconfig's current context. Each question is answered within so many seconds, or throws. */
export async function connect(config: KubeConfig, seconds: number): Promise<Cluster> {
  const { ApisApi, StorageV1Api } = await import("@kubernetes/client-node");
  return {
    apiGroups: async () => {
      const { groups } = await within(seconds, config.makeApiClient(ApisApi).getAPIVersions());
      return groups.map(({ name }) => name);
    },
    storageClasses: async () => {
      const { items } = await within(seconds, config.makeApiClient(StorageV1Api).listStorageClass());
      return items.flatMap(({ metadata }) => metadata?.name ?? []);
    },
  };
}

function within<T>(seconds: number, promise: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), seconds * 1000);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
