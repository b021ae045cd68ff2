import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import httpProxy from "http-proxy-3";

/** A load balancer that sends each request to the next of its targets, as most do. */
export class RoundRobin {
  readonly url: string;
  readonly targets: string[] = [];
  /** Whose turn it is: an index, counted on for ever. */
  turn = 0;
  private readonly server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>) {
    this.server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = httpProxy.createProxyServer();
    proxy.on("error", (_error, _request, response) => void response.destroy());
    const next = () => ({ target: this.targets[this.turn++ % this.targets.length]! });
    server.on("request", (request, response) => proxy.web(request, response, next()));
    server.on("upgrade", (request, socket, head) => proxy.ws(request, socket, head, next()));
  }

  static async start(): Promise<RoundRobin> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new RoundRobin(server);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
