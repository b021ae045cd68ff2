import type { Configuration } from "openid-client";
import { type Claims, readClaims } from "./claims.ts";
import type { ProviderConfig } from "./config.ts";
import type { Flow } from "./flow-cookie.ts";
import { SignInRefused } from "./refused.ts";

type Library = typeof import("openid-client");

/** How long what the provider says of itself is believed. */
const DISCOVERY_MS = 3_600_000;
const TIMEOUT_SECONDS = 5;

/**
 * The OpenID provider. It is asked what it is when somebody first signs in, and again after a failure: a provider that
 * is away keeps nobody from starting the chat.
 */
export class Provider {
  private readonly config: ProviderConfig;
  private readonly redirectUri: URL;
  private discovered: { configuration: Promise<Configuration>; at: number } | null = null;

  constructor(config: ProviderConfig, publicUrl: URL) {
    this.config = config;
    this.redirectUri = new URL("/session/oidc/callback", publicUrl);
  }

  /** Where to send somebody, and what to remember until they come back. */
  async begin(): Promise<{ url: URL; flow: Pick<Flow, "state" | "nonce" | "verifier"> }> {
    const library = await import("openid-client");
    const configuration = await this.discover();
    const flow = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      verifier: library.randomPKCECodeVerifier(),
    };
    const url = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri.href,
      scope: this.config.scopes.join(" "),
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: "S256",
    });
    return { url, flow };
  }

  /** Who came back with this query. Throws a SignInRefused when that isn't proven. */
  async finish(query: string, flow: Flow): Promise<Claims> {
    const library = await import("openid-client");
    const configuration = await this.discover();
    // The address that the provider was given, whatever host and path a proxy made of it.
    const url = new URL(query, this.redirectUri);
    try {
      const tokens = await library.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
      });
      const proven = tokens.claims()!;
      // Many providers say the e-mail address only there.
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await library.fetchUserInfo(configuration, tokens.access_token, proven.sub)
        : {};
      return readClaims({ ...proven, ...more, iss: proven.iss, sub: proven.sub }, this.config);
    } catch (cause) {
      throw new SignInRefused(codeOf(library, cause), { cause });
    }
  }

  /** Settles once the provider said what it is. Throws a SignInRefused when it can't be asked. */
  async discover(): Promise<Configuration> {
    if (!this.discovered || Date.now() - this.discovered.at > DISCOVERY_MS) {
      this.discovered = { configuration: this.ask(), at: Date.now() };
    }
    const { discovered } = this;
    try {
      return await discovered.configuration;
    } catch (cause) {
      // The next one asks again; all who wait now get the same answer.
      if (this.discovered === discovered) this.discovered = null;
      throw new SignInRefused("unavailable", { cause });
    }
  }

  private async ask(): Promise<Configuration> {
    const library = await import("openid-client");
    const { issuer, clientId, clientSecret } = this.config;
    const options = {
      timeout: TIMEOUT_SECONDS,
      // Only ever on this machine itself: the settings refuse it elsewhere.
      ...(issuer.protocol === "http:" && { execute: [library.allowInsecureRequests] }),
    };
    const found = await library.discovery(issuer, clientId, undefined, library.None(), options);
    if (clientSecret === null) return found;
    const metadata = found.serverMetadata();
    // As OpenID Connect has it: what says nothing of it takes `client_secret_basic`.
    const methods = metadata.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const way = methods.includes("client_secret_basic") ? library.ClientSecretBasic : library.ClientSecretPost;
    const configuration = new library.Configuration(metadata, clientId, clientSecret, way(clientSecret));
    configuration.timeout = TIMEOUT_SECONDS;
    for (const extension of options.execute ?? []) extension(configuration);
    return configuration;
  }
}

function codeOf(library: Library, error: unknown): "unavailable" | "declined" | "failed" {
  if (error instanceof library.AuthorizationResponseError) {
    if (["server_error", "temporarily_unavailable"].includes(error.error)) return "unavailable";
    return error.error === "access_denied" ? "declined" : "failed";
  }
  if (error instanceof library.ResponseBodyError) return error.status >= 500 ? "unavailable" : "failed";
  const { code, cause } = error as { code?: string; cause?: unknown };
  // What `fetch` throws when nobody answers.
  const unreachable = code === "OAUTH_TIMEOUT" || (error instanceof TypeError && cause !== undefined);
  const status = cause instanceof Response ? cause.status : 0;
  return unreachable || status >= 500 ? "unavailable" : "failed";
}
