import { type ChildProcess, spawn } from "node:child_process";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, onTestFinished, test } from "vitest";
import { eventually, temporaryDirectory } from "../support/stack.ts";

const entry = join(import.meta.dirname, "../../../local/provider/index.js");

/** The provider as an engine runs it: a program that prints its port. */
async function startProvider(args: string[]): Promise<{ child: ChildProcess; port: string }> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const port = await new Promise<string>((resolve) =>
    child.stdout!.once("data", (chunk) => resolve(String(chunk).trim())),
  );
  return { child, port };
}

async function fakeEngine(): Promise<{ server: Server; address: string }> {
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { server, address: `127.0.0.1:${(server.address() as { port: number }).port}` };
}

test("speaks the provider protocol: a file is checked and created over gRPC", async () => {
  const { address } = await fakeEngine();
  const { port } = await startProvider([address]);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  const path = join(temporaryDirectory(), "hello.txt");
  const urn = "urn:pulumi:test::campfire::local:index:File::hello";

  const check = new provider.CheckRequest()
    .setUrn(urn)
    .setOlds(Struct.fromJavaScript({}))
    .setNews(Struct.fromJavaScript({ path, content: "hi" }));
  const checked = await new Promise<provider.CheckResponse>((resolve, reject) =>
    client.check(check, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  expect(checked.getFailuresList()).toEqual([]);

  const create = new provider.CreateRequest().setUrn(urn).setProperties(checked.getInputs());
  const created = await new Promise<provider.CreateResponse>((resolve, reject) =>
    client.create(create, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  expect(created.getId()).toBe(path);
  expect(created.getProperties()!.toJavaScript()).toMatchObject({ path, content: "hi", mode: "0600" });
});

test("an error over gRPC is the sentence for a person, without a stack", async () => {
  const { address } = await fakeEngine();
  const { port } = await startProvider([address]);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  const properties = Struct.fromJavaScript({ path: temporaryDirectory(), content: "hi", mode: "0600" });
  const create = new provider.CreateRequest()
    .setUrn("urn:pulumi:test::campfire::local:index:File::hello")
    .setProperties(properties);
  const error = await new Promise<grpc.ServiceError | null>((resolve) =>
    client.create(create, (thrown) => resolve(thrown)),
  );
  expect(error?.details).toMatch(/^LOCAL_NOT_A_FILE — .*Move it away and run the command again\.$/);
});

test("ends by itself when its engine is gone, though its parent lives", async () => {
  const { server, address } = await fakeEngine();
  const { child } = await startProvider([address]);
  server.close();
  await eventually(() => child.exitCode !== null);
});
