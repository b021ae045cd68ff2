import { connect as connectSocket, type Socket } from "node:net";
import { currentClaim } from "./claim.ts";
import { explain, LocalError } from "./errors.ts";
import { lineReader, type Method, type Methods, type Response } from "./protocol.ts";

/** A connection to the supervisor of a stack. */
export class SupervisorClient {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor(socket: Socket) {
    this.#socket = socket.setEncoding("utf8");
    socket.on(
      "data",
      lineReader((line) => this.#take(JSON.parse(line) as Response)),
    );
    socket.on("error", () => {}); // close follows
    socket.on("close", () => this.#lose());
  }

  get lost() {
    return this.#socket.destroyed;
  }

  call<M extends Method>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]> {
    return new Promise((resolve, reject) => {
      if (this.lost) return reject(lostError());
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(`${JSON.stringify({ id, method, params })}\n`);
    });
  }

  /** Ends the connection; the supervisor undoes what was under way. */
  close() {
    this.#socket.destroy();
  }

  #take(response: Response) {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if ("error" in response) waiting?.reject(LocalError.revive(response.error));
    else waiting?.resolve(response.result as never);
  }

  #lose() {
    for (const { reject } of this.#waiting.values()) reject(lostError());
    this.#waiting.clear();
  }
}

const lostError = () => new LocalError("LOCAL_SUPERVISOR_LOST", "The supervisor went away.", "Run the command again.");

/** Connects to the supervisor of a stack; undefined when none runs. */
export async function connect(directory: string): Promise<SupervisorClient | undefined> {
  const claim = findClaim(directory);
  if (!claim) return undefined;
  const socket = connectSocket(claim.socket);
  const connected = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  });
  return connected ? new SupervisorClient(socket) : undefined;
}

/** The supervisor of a stack that runs, if one does. */
export function findClaim(directory: string) {
  try {
    return currentClaim(directory);
  } catch (error) {
    throw explain(error);
  }
}
