import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { registryToken } from "../../azure/registry-login.ts";

let server: Server | undefined;
afterEach(() => new Promise((done) => (server ? server.close(done) : done(undefined))));

/** A registry that answers as Azure's does. */
async function registry(answer: (body: URLSearchParams) => [status: number, body: unknown]): Promise<string> {
  server = createServer(async (request, response) => {
    const [status, body] = answer(new URLSearchParams(await text(request)));
    response.writeHead(request.url === "/oauth2/exchange" ? status : 404).end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server?.listen(0, "127.0.0.1", ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("exchanges the deployer's token for one of the registry", async () => {
  const url = await registry((body) => {
    const asked = body.get("grant_type") === "access_token" && body.get("service") === "127.0.0.1";
    return [asked ? 200 : 400, { refresh_token: `for ${body.get("access_token")}` }];
  });
  expect(await registryToken(url, "deployer")).toBe("for deployer");
});

it("says what the registry said, and what to do, when it refuses", async () => {
  const url = await registry(() => [401, { errors: [{ code: "UNAUTHORIZED" }] }]);
  await expect(registryToken(url, "nobody")).rejects.toThrow(
    /REGISTRY_REFUSED.*401.*UNAUTHORIZED.*AcrPush.*campfire:image/s,
  );
});
