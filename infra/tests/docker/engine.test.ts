import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineProblems } from "../../docker/engine.ts";
import { hostOf, machineOf } from "../../docker/host.ts";
import { specOf } from "../support/spec.ts";

/** Two engines, one on a socket and one on a port, that say what Docker's do. */
const folder = mkdtempSync(join(tmpdir(), "campfire-docker-"));
const socket = join(folder, "docker.sock");
let servers: Server[];
let port: number;

beforeAll(async () => {
  servers = [socket, 0].map((where) =>
    createServer((request, response) => response.writeHead(request.url === "/_ping" ? 200 : 404).end("OK")).listen(
      where,
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  ({ port } = (servers[1] as Server).address() as AddressInfo);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(folder, { recursive: true });
});

const codes = async (address: string) => (await engineProblems(address)).map(({ code }) => code);

describe("a Docker engine", () => {
  it("is found on a socket and on a port", async () => {
    expect(await codes(`unix://${socket}`)).toEqual([]);
    expect(await codes(`tcp://127.0.0.1:${port}`)).toEqual([]);
  });

  it("that is not there is named with what to do", async () => {
    const [problem] = await engineProblems(`unix://${folder}/nobody.sock`);
    expect(problem).toMatchObject({ code: "DOCKER_UNREACHABLE" });
    expect(problem?.what).toContain("nobody.sock");
    expect(problem?.remedy).toContain("docker:host");
  });

  it("is not looked for at an address of another kind", async () => {
    expect(await codes("fd://")).toEqual(["DOCKER_ADDRESS"]);
    expect(await codes("docker.example.com")).toEqual(["DOCKER_ADDRESS"]);
  });
});

describe("the chat's host name", () => {
  const spec = specOf({ platform: "docker" });

  it("is the domain, else the machine's that the engine is on, else this one's", () => {
    expect(hostOf(specOf({ platform: "docker", domain: "chat.example.com" }), "ssh://me@host")).toBe(
      "chat.example.com",
    );
    expect(hostOf(spec, "ssh://me@chat.example.org:2222")).toBe("chat.example.org");
    expect(hostOf(spec, "unix:///var/run/docker.sock")).toBe("localhost");
  });

  it("is never taken from an address without a machine", () => {
    expect(machineOf("npipe:////./pipe/docker_engine")).toBeUndefined();
    expect(machineOf("")).toBeUndefined();
  });
});
