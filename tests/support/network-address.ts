import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A network address of loopback for a browser's requests: what is counted, kept or blocked by address then concerns one person, not all of a test. */
export class NetworkAddress {
  readonly address: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(address: string) {
    this.address = address;
    this.#server = createServer((_request, response) => response.writeHead(405).end());
    this.#server.on("connect", (request: IncomingMessage, client: Socket, head: Buffer) =>
      this.#lead(client, Number(request.url?.split(":").at(-1)), head),
    );
  }

  /** `number`, from 2 to 254, is its last part. Linux takes all of 127.0.0.0/8 for its own. */
  static async take(number: number): Promise<NetworkAddress> {
    const taken = new NetworkAddress(`127.0.0.${number}`);
    taken.#server.listen(0, "127.0.0.1");
    await once(taken.#server, "listening");
    return taken;
  }

  /** The proxy that a browser has to use for it; it leads to this machine only. */
  get proxy(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  give(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #lead(client: Socket, port: number, head: Buffer): void {
    const chat = connect({ host: "127.0.0.1", port, localAddress: this.address });
    for (const [socket, other] of [
      [client, chat],
      [chat, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    chat.once("connect", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      chat.write(head);
      chat.pipe(client).pipe(chat);
    });
  }
}
