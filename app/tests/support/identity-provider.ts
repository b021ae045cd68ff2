import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Provider } from "oidc-provider";

export interface Identity {
  sub: string;
  name?: string;
  email?: string;
  email_verified?: boolean;
  groups?: string[];
}

export const CLIENT = { id: "campfire", secret: "a secret of the client's" };
const SCOPES = "openid email profile groups";

/** A real OpenID provider on a free port, at which everybody is who the test says they are. */
export class IdentityProvider {
  /** Who signs in there next; null refuses. */
  current: Identity | null = null;
  /** Queries that began a sign-in. */
  readonly asked: URLSearchParams[] = [];
  /** How often a code was brought there. */
  tokensAsked = 0;
  private readonly people = new Map<string, Identity>();
  private server: Server | undefined;
  private port = 0;

  static async start(redirectUri: string): Promise<IdentityProvider> {
    const idp = new IdentityProvider();
    await idp.listen(redirectUri);
    return idp;
  }

  get issuer(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** From now on this is who signs in. */
  is(identity: Identity | null): void {
    this.current = identity;
    if (identity) this.people.set(identity.sub, identity);
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  /** Listens again on the same port after `stop`. */
  async listen(redirectUri: string): Promise<void> {
    let listener: RequestListener = (_request, response) => void response.writeHead(503).end();
    this.server = createServer((request, response) => listener(request, response)).listen(this.port, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
    const provider = this.provider(redirectUri);
    const answer = provider.callback();
    listener = (request, response) => {
      const url = new URL(request.url!, this.issuer);
      if (url.pathname === "/auth") this.asked.push(url.searchParams);
      if (url.pathname === "/token") this.tokensAsked++;
      if (!url.pathname.startsWith("/interaction/")) return answer(request, response);
      const result = this.current
        ? { login: { accountId: this.current.sub, remember: false } }
        : { error: "access_denied", error_description: "<b>no</b>" };
      void provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    };
  }

  private provider(redirectUri: string): Provider {
    const provider: Provider = new Provider(this.issuer, {
      clients: [
        { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri], response_types: ["code"] },
      ],
      pkce: { required: () => true },
      scopes: SCOPES.split(" "),
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
      ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
      cookies: { keys: ["a key of the tests"] },
      findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => this.people.get(sub) }),
      async loadExistingGrant({ oidc }: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
        const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope(SCOPES);
        await grant.save();
        return grant;
      },
    });
    return provider;
  }
}
