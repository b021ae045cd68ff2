import { Chat, type Settings } from "./chat.ts";
import { CLIENT, type Identity, IdentityProvider } from "./identity-provider.ts";
import { Person } from "./person.ts";
import { Visitor } from "./visitor.ts";

const PUBLIC_URL = "https://chat.test";
export const CALLBACK = `${PUBLIC_URL}/session/oidc/callback`;

/** Two replicas behind one address, and a provider to sign in with. */
export class SingleSignOn {
  readonly idp: IdentityProvider;
  readonly chat: Chat;

  private constructor(idp: IdentityProvider, chat: Chat) {
    this.idp = idp;
    this.chat = chat;
  }

  static async start(settings: Settings = {}): Promise<SingleSignOn> {
    const idp = await IdentityProvider.start(CALLBACK);
    const oidc = { OIDC_ISSUER: idp.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret };
    const more = { OIDC_SCOPES: "openid email profile groups", OIDC_NAME: "Acme", ...settings };
    const chat = await Chat.start({ replicas: 2, settings: { BUS: "postgres", PUBLIC_URL, ...oidc, ...more } });
    return new SingleSignOn(idp, chat);
  }

  visitor(): Visitor {
    return new Visitor(this.chat.replicas.map(({ url }) => url));
  }

  /** Begins on the first replica and goes through the provider; the address that it leads back to. */
  async begin(visitor: Visitor, identity: Identity | null, query = ""): Promise<URL> {
    this.idp.is(identity);
    // All of a test have one network.
    await this.chat.sql("delete from rate_limits");
    return visitor.follow(`${this.chat.url}/session/oidc${query}`, (url) => url.origin === PUBLIC_URL);
  }

  /** Asks a replica, the second unless told, for what the public address leads to. */
  finish(visitor: Visitor, back: URL, replica = 1): Promise<Response> {
    return visitor.get(new URL(`${back.pathname}${back.search}`, this.chat.replicas[replica]!.url));
  }

  /** The whole way: who is signed in then, or the problem that the sign-in page tells of. */
  async signIn(identity: Identity | null, query = ""): Promise<{ person: Person; problem: string | null; to: string }> {
    const visitor = this.visitor();
    const answer = await this.finish(visitor, await this.begin(visitor, identity, query));
    const to = answer.headers.get("location") ?? `${answer.status} ${await answer.text()}`;
    const { url } = this.chat.replicas[1]!;
    const person = new Person(url, 0, visitor.cookiesOf(url).get("session"));
    if (person.token) person.id = (await person.state()).user.id;
    return { person, to, problem: new URL(to, PUBLIC_URL).searchParams.get("problem") };
  }

  /** Ann sets the team up with her password. */
  async firstRun(): Promise<Person> {
    return this.chat.firstRun();
  }

  async stop(): Promise<void> {
    await this.chat.stop();
    await this.idp.stop();
  }
}
