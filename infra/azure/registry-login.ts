import * as authorization from "@pulumi/azure-native/authorization/index.js";
import * as pulumi from "@pulumi/pulumi";

/** What Azure's registries call a caller who comes with a token. */
const tokenUser = "00000000-0000-0000-0000-000000000000";

/** Credentials for a push to a registry at `server`: whoever deploys, for three hours. Nothing is asked while the server is unknown, as in a plan. */
export function pushCredentials(server: pulumi.Output<string>) {
  const password = server.apply(async (host) => {
    const { token } = await authorization.getClientToken({ endpoint: "https://management.azure.com/" });
    return registryToken(`https://${host}`, token);
  });
  return { address: server, username: tokenUser, password: pulumi.secret(password) };
}

/**
 * Exchanges a token for Azure's management into one for the registry at `registry` (an address without a slash at the end), as `az acr login` does.
 * Errors: REGISTRY_REFUSED, with what the registry said.
 */
export async function registryToken(registry: string, managementToken: string): Promise<string> {
  const response = await fetch(`${registry}/oauth2/exchange`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "access_token",
      service: new URL(registry).hostname,
      access_token: managementToken,
    }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) {
    const said = (await response.text()).slice(0, 300);
    throw new pulumi.RunError(
      `REGISTRY_REFUSED — ${registry} answered ${response.status} to whoever deploys: ${said} Give them the role AcrPush on the registry, or set campfire:image to an image that CI has pushed.`,
    );
  }
  const { refresh_token } = (await response.json()) as { refresh_token: string };
  return refresh_token;
}
