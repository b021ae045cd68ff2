import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Page = (request: IncomingMessage, response: ServerResponse) => void;

/** Somebody's web site on this machine, that links lead to. */
export class Site {
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  private readonly pages = new Map<string, Page>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked.push(request.url!);
      response.on("error", () => {});
      const page = this.pages.get(request.url!);
      if (page) page(request, response);
      else response.writeHead(404).end();
    });
  }

  static async start(): Promise<Site> {
    const site = new Site();
    site.server.listen(0, "127.0.0.1");
    await once(site.server, "listening");
    return site;
  }

  url(path: string, host = "127.0.0.1"): string {
    return `http://${host}:${(this.server.address() as AddressInfo).port}${path}`;
  }

  page(path: string, page: Page): string {
    this.pages.set(path, page);
    return this.url(path);
  }

  /** Answers with this body. */
  put(path: string, body: string | Uint8Array, type = "text/html; charset=utf-8", status = 200): string {
    return this.page(path, (_request, response) => response.writeHead(status, { "content-type": type }).end(body));
  }

  redirect(path: string, location: string): string {
    return this.page(path, (_request, response) => response.writeHead(302, { location }).end());
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
