import { get } from "node:http";
import { connect, type Socket } from "node:net";
import type { IngressConfig, Limits } from "./config.ts";

export type Readiness = "ready" | "unready" | "silent";

/** One replica, and whether it gets new requests. */
export class Replica {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  ready = false;
  /** How many checks in a row nobody answered. */
  silences = 0;

  constructor({ name, url }: IngressConfig["replicas"][number]) {
    const { hostname, port } = new URL(url);
    this.name = name;
    this.host = hostname.replace(/^\[|\]$/g, "");
    this.port = Number(port);
  }

  /** What a check said. One that stays silent once may only be busy, so it takes two in a row; an answer counts at once. */
  note(readiness: Readiness) {
    this.silences = readiness === "silent" ? this.silences + 1 : 0;
    if (readiness === "silent" && this.silences < 2) return;
    this.ready = readiness === "ready";
  }
}

export interface Connection {
  replica: Replica;
  socket: Socket;
}

/** Hands out connections to ready replicas in turn, and keeps looking which ones are. */
export class Balancer {
  readonly replicas: Replica[];
  readonly #limits: Limits;
  readonly #onChange: (replica: Replica) => void;
  /** Told of a replica that is frozen while another one is ready. */
  onFrozen: (replica: Replica) => void = () => {};
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(config: Pick<IngressConfig, "replicas">, limits: Limits, onChange: (replica: Replica) => void) {
    this.replicas = config.replicas.map((replica) => new Replica(replica));
    this.#limits = limits;
    this.#onChange = onChange;
  }

  /** Looks once at all replicas, and then again and again. */
  async start() {
    await Promise.all(this.replicas.map((replica) => this.check(replica)));
    this.#timer = setInterval(() => this.replicas.map((replica) => this.check(replica)), this.#limits.checkEveryMs);
  }

  stop() {
    clearInterval(this.#timer);
  }

  /** Ready replicas, each call beginning with the next one. */
  inTurn(): Replica[] {
    const ready = this.replicas.filter((replica) => replica.ready);
    const first = this.#turn++ % Math.max(1, ready.length);
    return [...ready.slice(first), ...ready.slice(0, first)];
  }

  /**
   * A connection to a ready replica, tried one after another: nothing is sent before it stands, so that any request can still go to another one.
   * Undefined when none can be had, not even after asking again: the last check may be older than what a replica is now.
   */
  async connect(except?: Replica): Promise<Connection | undefined> {
    const connection = await this.#connectInTurn(except);
    if (connection) return connection;
    await this.#lookAgain();
    return this.#connectInTurn(except);
  }

  async #connectInTurn(except?: Replica): Promise<Connection | undefined> {
    for (const replica of this.inTurn()) {
      if (replica === except) continue;
      const socket = await dial(replica, this.#limits.connectMs);
      if (socket) return { replica, socket };
      this.fail(replica);
    }
    return undefined;
  }

  /** Asks all until one says that it is ready, once for everybody who waits. What else they say is left to the checks, which count it. */
  #lookAgain(): Promise<void> {
    const ask = async (replica: Replica) => {
      const readiness = await this.#ask(replica, "/health/ready");
      if (readiness !== "ready") throw new Error(`${replica.name} is ${readiness}`);
      this.#set(replica, readiness);
    };
    this.#looking ??= Promise.any(this.replicas.map(ask))
      .catch(() => {})
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  /** It gets no new requests until a check says that it is ready again. */
  fail(replica: Replica) {
    this.#set(replica, "unready");
  }

  /** Asks a replica now. */
  async check(replica: Replica) {
    this.#set(replica, await this.#ask(replica, "/health/ready"));
    if (replica.silences < this.#limits.frozenAfter || !this.replicas.some(({ ready }) => ready)) return;
    // Readiness may wait for the database; this waits for nothing.
    if ((await this.#ask(replica, "/health/live")) === "silent") this.onFrozen(replica);
  }

  #set(replica: Replica, readiness: Readiness) {
    const before = replica.ready;
    replica.note(readiness);
    if (replica.ready !== before) this.#onChange(replica);
  }

  #ask({ host, port }: Replica, path: string): Promise<Readiness> {
    return new Promise((resolve) => {
      const request = get({ host, port, path, agent: false, timeout: this.#limits.checkMs }, (response) => {
        response.resume();
        resolve(response.statusCode === 200 ? "ready" : "unready");
      });
      // A turn later: where it was this process that had no time, the answer is here by then.
      request.once("timeout", () =>
        setImmediate(() => {
          resolve("silent");
          request.destroy();
        }),
      );
      request.once("error", () => resolve("unready"));
    });
  }
}

function dial({ host, port }: Replica, timeoutMs: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, noDelay: true });
    let given = false;
    const give = (connected: Socket | undefined) => {
      if (given) return;
      given = true;
      socket.setTimeout(0).removeAllListeners();
      if (!connected) socket.on("error", () => {}).destroy();
      resolve(connected);
    };
    // A turn later: where it was this process that had no time, the connection stands by then.
    socket.setTimeout(timeoutMs, () => void setImmediate(give, undefined));
    socket.once("connect", () => give(socket));
    socket.once("error", () => give(undefined));
  });
}
