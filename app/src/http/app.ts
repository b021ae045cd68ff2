import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who asks is told by the bot key in the address, not by a session. */
    forBots?: true;
  }
}

/** The HTTP server as routes are added to it: schemas of TypeBox type what a handler gets. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, TypeBoxTypeProvider>;
