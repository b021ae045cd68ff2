import swagger from "@fastify/swagger";
import { type FastifySchema, fastify, type RouteOptions } from "fastify";
import type { ErrorCode } from "../http/errors.ts";
import { VERSION } from "../paths.ts";
import { NAMED, withReferences } from "../protocol/references.ts";
import { ErrorSchema, errorResponses, errorsOf } from "./errors.ts";
import { EXAMPLES } from "./examples.ts";
import { findOperation, OPERATIONS } from "./operations/index.ts";
import type { Operation } from "./operations/operation.ts";

export interface OpenApiOperation {
  summary: string;
  tags: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: object }[];
  requestBody?: { required?: boolean; content: Record<string, { schema?: object; example?: unknown }> };
  responses: Record<string, { description?: string; $ref?: string; content?: Record<string, { schema?: object }> }>;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, object>; responses: Record<string, { description: string }> };
}

interface Call {
  method: string;
  url: string;
  route: RouteOptions;
  tag: string;
  operation: Operation;
}

const refer = (name: string) => `#/components/schemas/${name}`;
const DESCRIPTION = `What clients and bots can ask of this chat over HTTP. What happens comes over the WebSocket \`/ws\`, which docs/protocol.md
describes. Times are ISO 8601 with milliseconds, ids are integers. Signing in sets a cookie; requests that change something must come from the chat's own origin.`;

/** The OpenAPI document of these routes: of those below /api, and of others that an operation is written for. */
export async function describeApi(routes: RouteOptions[], publicUrl: URL): Promise<OpenApiDocument> {
  const calls = routes.flatMap(callsOf);
  // An instance of its own that never listens: the serving one needs nothing of this.
  const scratch = fastify();
  scratch.setValidatorCompiler(() => () => true);
  scratch.setSerializerCompiler(() => JSON.stringify);
  await scratch.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Campfire",
        version: VERSION,
        description: DESCRIPTION,
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: publicUrl.origin }],
      tags: Object.keys(OPERATIONS).map((name) => ({ name })),
      components: {
        securitySchemes: {
          session: { type: "apiKey", in: "cookie", name: "session", description: "Set by signing in." },
        },
      },
    },
    convertConstToEnum: false,
  });
  scratch.register(async (app) => {
    for (const call of calls) {
      app.route({ method: call.method, url: call.url, schema: schemaOf(call), handler: async () => null });
    }
  });
  await scratch.ready();
  const document = scratch.swagger() as unknown as OpenApiDocument;
  await scratch.close();

  const paths = withReferences(document.paths, refer) as OpenApiDocument["paths"];
  for (const call of calls) complete(paths[call.url.replaceAll(/:(\w+)/g, "{$1}")]![call.method.toLowerCase()]!, call);
  const schemas = Object.entries({ ...NAMED, Error: ErrorSchema }).map(([name, schema]) => [
    name,
    { ...(withReferences(schema, refer) as object), ...(EXAMPLES[name] && { examples: [EXAMPLES[name]] }) },
  ]);
  const components = { ...document.components, schemas: Object.fromEntries(schemas), responses: errorResponses };
  return { ...document, paths, components };
}

function callsOf(route: RouteOptions): Call[] {
  return [route.method].flat().flatMap((method) => {
    const found = findOperation(method, route.url);
    if (!found && !route.url.startsWith("/api/")) return [];
    const { tag, operation } = found ?? { tag: "Others", operation: { does: "" } };
    return [{ method, url: route.url, route, tag, operation }];
  });
}

function schemaOf({ route, tag, operation }: Call): FastifySchema & Record<string, unknown> {
  const { params, querystring, body, response } = (route.schema ?? {}) as Record<string, Record<string, unknown>>;
  const { does, answers, query, rawBody } = operation;
  const signedIn = route.config?.needs === "session" || route.config?.needs === "administrator";
  const success = answers && { [answers.status]: { type: "null", description: answers.means } };
  return {
    summary: does,
    tags: [tag],
    ...(signedIn && { security: [{ session: [] }] }),
    ...(params && { params }),
    ...(querystring && { querystring }),
    ...(query && { querystring: queryOf(query) }),
    ...(body && { body }),
    ...(rawBody && { body: { type: "string", description: rawBody.means }, consumes: rawBody.contentTypes }),
    response: response ?? success ?? {},
  };
}

const queryOf = (query: Record<string, string>) => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(query).map(([name, description]) => [name, { type: "integer", description }]),
  ),
});

/** Adds what the schemas don't say. */
function complete(described: OpenApiOperation, call: Call): void {
  const { answers, headers, example } = call.operation;
  const success = answers && described.responses[answers.status];
  if (success && answers.contentType) {
    success.content = {
      [answers.contentType]: { schema: answers.contentType === "application/json" ? {} : { type: "string" } },
    };
  }
  for (const [status, response] of Object.entries(described.responses)) {
    if (response.description === "Default Response")
      response.description = status === "201" ? "Made." : "As asked for.";
    if (headers && status.startsWith("2")) {
      const written = Object.entries(headers).map(([name, description]) => [
        name,
        { description, schema: { type: "string" } },
      ]);
      Object.assign(response, { headers: Object.fromEntries(written) });
    }
  }
  const json = described.requestBody?.content["application/json"];
  if (json && example !== undefined) json.example = example;
  if (call.route.config?.forBots) {
    described.responses["302"] = {
      description: "To /session/new: the key is wrong, was renewed, or its bot was deactivated.",
    };
  }
  Object.assign(described.responses, errorsOf(errorsFor(described, call)));
}

function* errorsFor(
  { requestBody, parameters = [] }: OpenApiOperation,
  { method, route, operation }: Call,
): Generator<ErrorCode> {
  const { needs = "nobody", forBots } = route.config ?? {};
  yield* ["rate_limited", "unavailable"] as const;
  if (needs !== "nobody") yield "signed_out";
  if (needs === "administrator") yield "forbidden";
  if (method !== "GET" && !forBots) yield "csrf";
  if (parameters.some((parameter) => parameter.in === "path")) yield "not_found";
  if (requestBody) yield "too_large";
  if (requestBody || parameters.length > 0) yield "invalid";
  yield* operation.errors ?? [];
}
