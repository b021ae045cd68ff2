import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Compile } from "typebox/schema";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OpenApiDocument, OpenApiOperation } from "../src/api-docs/document.ts";
import { EXAMPLES } from "../src/api-docs/examples.ts";
import { OPERATIONS } from "../src/api-docs/operations/index.ts";
import { Chat } from "./support/chat.ts";
import type { Person } from "./support/person.ts";

const src = join(import.meta.dirname, "../src");

let chat: Chat;
let ann: Person;
let document: OpenApiDocument;
beforeAll(async () => {
  chat = await Chat.start({ settings: { BUS: "memory" } });
  ann = await chat.firstRun();
  document = await ann.ok("GET", "/api/docs/openapi.json");
});
afterAll(() => chat.stop());

const calls = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
const operationOf = (method: string, path: string): OpenApiOperation => document.paths[path]![method]!;

/** A check of what one of the document's schemas describes. */
const checkerOf = (schema: object) => Compile({ ...schema, components: document.components } as object);

/** The problems of an answer by what the document says of it. */
async function misfits(method: string, path: string, url: string, body?: unknown): Promise<unknown[]> {
  const answer = await ann.ask(method, url, body);
  const described = operationOf(method.toLowerCase(), path).responses;
  const response = described[answer.status] ?? described[`${String(answer.status)[0]}XX`];
  if (!response) return [`${answer.status} isn't described`];
  const resolved = response.$ref
    ? (document.components.responses[response.$ref.split("/").at(-1)!] as typeof response)
    : response;
  const schema = resolved.content?.["application/json"]?.schema;
  if (!schema) return answer.body === "" ? [] : [`a body isn't described: ${JSON.stringify(answer.body)}`];
  const [right, errors] = checkerOf(schema).Errors(answer.body);
  return right ? [] : errors;
}

describe("the API's description", () => {
  test("is valid OpenAPI 3.1 and small enough to read", async () => {
    const result = await new Validator().validate(structuredClone(document) as never);
    expect(result).toMatchObject({ valid: true });
    expect(document.openapi).toBe("3.1.0");
    expect(JSON.stringify(document).length).toBeLessThan(150_000);
  });

  test("has every address below /api that the sources name, and every one of bots", () => {
    const sources = globSync("**/*routes.ts", { cwd: src }).map((file) => readFileSync(join(src, file), "utf8"));
    const named = new Set(
      sources.flatMap((text) => [...text.matchAll(/"(\/api\/[^"]*[^/"])"/g)].map(([, path]) => path!)),
    );
    expect(named.size).toBeGreaterThan(20);
    const described = Object.keys(document.paths);
    expect(
      [...named].map((path) => path.replaceAll(/:(\w+)/g, "{$1}")).filter((path) => !described.includes(path)),
    ).toEqual([]);
    expect(described.filter((path) => path.startsWith("/rooms/{roomId}/{key}/messages"))).toHaveLength(5);
  });

  test("says in words what each call does, under one heading, and nothing of calls that aren't there", () => {
    const undescribed = calls().filter(({ operation }) => !operation.summary || operation.tags[0] === "Others");
    expect(undescribed.map(({ method, path }) => `${method.toUpperCase()} ${path}`)).toEqual([]);
    const written = Object.values(OPERATIONS).flatMap((operations) => Object.keys(operations));
    const there = calls().map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
    expect(there.toSorted()).toEqual(written.toSorted());
  });

  test("names each entity once and refers to it", () => {
    expect(operationOf("get", "/api/messages/{id}").responses["200"]!.content!["application/json"]!.schema).toEqual({
      $ref: "#/components/schemas/Message",
    });
    expect(JSON.stringify(document).match(/"clientMessageId":\{/g)!.length).toBeLessThan(4);
  });

  test("has examples that are what they are examples of", () => {
    for (const [name, example] of Object.entries(EXAMPLES)) {
      expect([name, checkerOf({ $ref: `#/components/schemas/${name}` }).Check(example)]).toEqual([name, true]);
    }
    expect(checkerOf({ $ref: "#/components/schemas/Message" }).Check({ ...EXAMPLES.Message, number: "42" })).toBe(
      false,
    );
    const bodies = calls().flatMap(({ operation }) => operation.requestBody?.content["application/json"] ?? []);
    expect(bodies.length).toBeGreaterThan(10);
    for (const { schema, example } of bodies)
      expect([example, checkerOf(schema!).Check(example)]).toEqual([example, true]);
  });

  test("says who may call what, and with which errors", () => {
    const refusals = (method: string, path: string) =>
      Object.keys(operationOf(method, path).responses).filter((status) => status >= "4");
    expect(operationOf("get", "/api/state").security).toEqual([{ session: [] }]);
    expect(operationOf("post", "/api/first-run").security).toBeUndefined();
    expect(refusals("get", "/api/state")).toEqual(["401", "429", "503"]);
    expect(refusals("put", "/api/users/{id}")).toEqual(["401", "403", "404", "409", "413", "422", "429", "503"]);
    expect(Object.keys(operationOf("post", "/rooms/{roomId}/{key}/messages").responses)).toContain("302");
  });

  test("tells what the server really answers", async () => {
    const room = (await ann.state()).rooms[0]!.id;
    const { id } = await ann.say(room, "described");
    const answered: [string, string, string, unknown?][] = [
      ["GET", "/api/state", "/api/state"],
      ["GET", "/api/profile", "/api/profile"],
      ["GET", "/api/sessions", "/api/sessions"],
      ["GET", "/api/rooms/{roomId}/messages", `/api/rooms/${room}/messages`],
      ["GET", "/api/rooms/{roomId}/messages", "/api/rooms/999/messages"],
      ["POST", "/api/rooms/{roomId}/messages", `/api/rooms/${room}/messages`, { text: "x", clientMessageId: "d-1" }],
      ["POST", "/api/rooms/{roomId}/messages", `/api/rooms/${room}/messages`, { text: "" }],
      ["POST", "/api/messages/{id}/boosts", `/api/messages/${id}/boosts`, { content: "👍" }],
      ["GET", "/api/messages/{id}", `/api/messages/${id}`],
      ["PUT", "/api/rooms/{roomId}/read", `/api/rooms/${room}/read`, { number: 1 }],
      ["POST", "/api/rooms", "/api/rooms", { type: "open", name: "Described" }],
      [
        "POST",
        "/api/first-run",
        "/api/first-run",
        { accountName: "A", name: "B", email: "b@example.com", password: "12345678" },
      ],
      ["POST", "/api/session", "/api/session", { email: "ann@example.com", password: "wrong" }],
      ["POST", "/api/bots", "/api/bots", { name: "Bot" }],
      ["GET", "/api/search", "/api/search?query=described"],
      ["DELETE", "/api/users/{id}", `/api/users/${ann.id}`],
    ];
    for (const [method, path, url, body] of answered) {
      expect([method, url, await misfits(method, path, url, body)]).toEqual([method, url, []]);
    }
  });

  test("is a page without anything inline, which leads to every call", async () => {
    const { body, headers, status } = await ann.ask<string>("GET", "/api/docs");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/html");
    expect(body).not.toMatch(/<script|<style| style=| on\w+=/);
    for (const { path } of calls()) expect(body).toContain(`<code>${path}</code>`);
    expect((await ann.ask("GET", "/api/docs/style.css")).headers.get("content-type")).toContain("text/css");
    const links = [...body.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    for (const id of links) expect(body).toContain(`id="${id}"`);
    expect(new Set([...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)).size).toBe(body.match(/ id="/g)!.length);
  });

  test("is readable for whoever isn't signed in, as the client's own code is", async () => {
    const guest = await fetch(new URL("/api/docs/openapi.json", chat.url));
    expect(guest.status).toBe(200);
  });
});
