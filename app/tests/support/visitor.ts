/** A browser as far as addresses and cookies go: it keeps those of each host, and all replicas are one host to it. */
export class Visitor {
  private readonly cookies = new Map<string, Map<string, string>>();
  private readonly replicas: string[];

  /** `replicas` are their addresses. */
  constructor(replicas: string[]) {
    this.replicas = replicas.map((url) => new URL(url).host);
  }

  /** The cookies of this address. */
  cookiesOf(url: URL | string): Map<string, string> {
    const { host } = new URL(url);
    const name = this.replicas.includes(host) ? "the chat" : host;
    if (!this.cookies.has(name)) this.cookies.set(name, new Map());
    return this.cookies.get(name)!;
  }

  /** One request; what it sets is kept. */
  async get(url: URL | string): Promise<Response> {
    const own = this.cookiesOf(url);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      const over = /;\s*max-age=0/i.test(line) || Date.parse(/;\s*expires=([^;]+)/i.exec(line)?.[1] ?? "") < Date.now();
      if (over) own.delete(name!);
      else own.set(name!, value!);
    }
    return response;
  }

  /** Follows redirects from here, until one leads to what `stop` knows; returns that address. */
  async follow(url: URL | string, stop: (url: URL) => boolean): Promise<URL> {
    let here = new URL(url);
    for (let hops = 0; hops < 20 && !stop(here); hops++) {
      const response = await this.get(here);
      const location = response.headers.get("location");
      if (location === null) throw new Error(`${here} leads nowhere: ${response.status} ${await response.text()}`);
      here = new URL(location, here);
    }
    return here;
  }
}
