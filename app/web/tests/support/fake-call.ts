import type { FakeUser } from "./fake-chat.ts";
import type { FakeServer } from "./fake-server.ts";

/** An error of docs/protocol.md. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One call of the HTTP API. */
export interface Call {
  server: FakeServer;
  url: URL;
  params: string[];
  // biome-ignore lint/suspicious/noExplicitAny: a fake takes what the client sends at its word
  body: any;
  origin: string;
  /** Throws unless signed in. */
  user: () => FakeUser;
  signIn: (user: FakeUser) => void;
}

export type Answer = [status: number, body?: unknown];

export type Handler = [pattern: RegExp, handle: (call: Call) => Answer];
