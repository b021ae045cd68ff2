import type { input } from "@pulumi/kubernetes/types/index.js";
import type { SecretKey } from "./secrets.ts";

/** The user and group of the app's image: app/Dockerfile makes them. */
export const appUser = 10001;

/** What the restricted Pod Security Standard asks of a pod. Its volumes belong to the group of its user. */
export const podSecurity = (user: number): input.core.v1.PodSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  fsGroup: user,
  fsGroupChangePolicy: "OnRootMismatch",
  seccompProfile: { type: "RuntimeDefault" },
});

/** What it asks of a container, and a file system that can't be written to. */
export const containerSecurity: input.core.v1.SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

/** An environment variable that the kubelet fills in from a Secret. */
export const secretVariable = (name: string, { name: secret, key }: SecretKey): input.core.v1.EnvVar => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});
