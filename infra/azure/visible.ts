import type * as pulumi from "@pulumi/pulumi";

/**
 * Resource options that hand these arguments over as they are. The SDK fills defaults into some of them by way of an output, so that one
 * leaf that isn't known yet makes the whole of them unknown: a preview, and every check of a plan, then sees nothing of the containers,
 * the ingress or the secrets. Whoever uses this gives the few values that the SDK would have filled in.
 */
export const visible = (args: Record<string, unknown>): Pick<pulumi.CustomResourceOptions, "transformations"> => ({
  transformations: [({ props, opts }) => ({ props: { ...props, ...args }, opts })],
});
