import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import analyzerrpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerproto from "@pulumi/pulumi/proto/analyzer_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { EngineError } from "../errors.ts";
import type { StackConfig } from "../project/config.ts";
import { type NodeChild, startNode } from "../rpc/child.ts";
import { channelOptions, serveEngine } from "../rpc/server.ts";
import { silentHost } from "../rpc/silent-host.ts";
import type { PlannedResource, ResourceGraph } from "./graph.ts";

export interface Violation {
  policy: string;
  /** An advisory one is told; a mandatory one fails the plan. */
  level: "advisory" | "mandatory";
  message: string;
  /** Empty when it is about the stack. */
  urn: string;
}

export interface PolicyRun {
  /** What the pack says of the resources. Ends the pack. */
  analyze(graph: ResourceGraph): Promise<Violation[]>;
  close(): Promise<void>;
}

const startMilliseconds = 60_000;

/** Starts an unmodified policy pack in a process of its own, as the official engine does. */
export function startPolicyPack(
  path: string,
  stack: { project: string; stack: string; config: StackConfig },
): PolicyRun {
  const folder = resolve(path);
  if (!existsSync(join(folder, "PulumiPolicy.yaml"))) throw failed(folder, "it has no PulumiPolicy.yaml");
  const started = start(folder, stack);
  // Awaited by `analyze`, after the program has run.
  started.catch(() => {});
  const close = async () => {
    const { client, child, server } = await started;
    client.close();
    server.close();
    await child.end();
  };
  return {
    async analyze(graph) {
      const { client } = await started;
      return analyzeAll(client, graph);
    },
    close: () => close().catch(() => {}),
  };
}

type Client = InstanceType<typeof analyzerrpc.AnalyzerClient>;

async function start(folder: string, stack: { project: string; stack: string; config: StackConfig }) {
  const server = await serveEngine(silentHost);
  const said: string[] = [];
  let listening: (port: string) => void = () => {};
  const port = new Promise<string>((done) => {
    listening = done;
  });
  const runner = createRequire(`${folder}/package.json`).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = startNode(runner, [server.address, "."], {
    cwd: folder,
    // As the official engine hands a pack its stack: the SDK reads these at its start.
    env: {
      PULUMI_NODEJS_PROJECT: stack.project,
      PULUMI_NODEJS_STACK: stack.stack,
      PULUMI_NODEJS_DRY_RUN: "true",
      PULUMI_CONFIG: JSON.stringify(stack.config.values),
    },
    onLine: (stream, line) =>
      stream === "stdout" && /^\d+$/.test(line.trim()) ? listening(line.trim()) : void said.push(line),
  });
  const late = new Promise<"late">((done) => setTimeout(done, startMilliseconds, "late").unref());
  const outcome = await Promise.race([port, child.exited, late]);
  if (typeof outcome !== "string" || outcome === "late") {
    await child.end(0);
    server.close();
    throw failed(folder, said.find((line) => /error/i.test(line)) ?? "it did not say where it listens");
  }
  const client = new analyzerrpc.AnalyzerClient(
    `127.0.0.1:${outcome}`,
    grpc.credentials.createInsecure(),
    channelOptions,
  );
  await configure(client, stack);
  return { client, child: child as NodeChild, server };
}

function configure(
  client: Client,
  { project, stack, config }: { project: string; stack: string; config: StackConfig },
) {
  const request = new analyzerproto.AnalyzerStackConfigureRequest();
  request.setProject(project);
  request.setStack(stack);
  request.setOrganization("organization");
  request.setDryRun(true);
  request.setConfigSecretKeysList(config.secretKeys);
  for (const [key, value] of Object.entries(config.values)) request.getConfigMap().set(key, value);
  return new Promise<void>((resolve, reject) =>
    client.configureStack(request, (error) =>
      error && error.code !== grpc.status.UNIMPLEMENTED ? reject(error) : resolve(),
    ),
  );
}

async function analyzeAll(client: Client, graph: ResourceGraph): Promise<Violation[]> {
  const options = new Map(graph.resources.map((resource) => [resource.urn, optionsOf(resource)]));
  const providers = new Map(graph.resources.map((resource) => [resource.urn, providerOf(resource)]));
  const answers: Promise<Violation[]>[] = graph.resources.map((resource) => {
    const request = new analyzerproto.AnalyzeRequest();
    request.setType(resource.type);
    request.setName(resource.name);
    request.setUrn(resource.urn);
    request.setProperties(struct.Struct.fromJavaScript(resource.inputs));
    request.setOptions(options.get(resource.urn));
    if (resource.provider) request.setProvider(providers.get(resource.provider));
    return ask(resource.urn, (done) => client.analyze(request, done));
  });
  const whole = new analyzerproto.AnalyzeStackRequest();
  for (const resource of graph.resources) {
    const item = new analyzerproto.AnalyzerResource();
    item.setType(resource.type);
    item.setName(resource.name);
    item.setUrn(resource.urn);
    item.setParent(resource.parent);
    item.setProperties(struct.Struct.fromJavaScript(resource.inputs));
    item.setDependenciesList(resource.dependencies);
    item.setOptions(options.get(resource.urn));
    if (resource.provider) item.setProvider(providers.get(resource.provider));
    for (const [key, urns] of Object.entries(resource.propertyDependencies)) {
      const list = new analyzerproto.AnalyzerPropertyDependencies();
      list.setUrnsList(urns);
      item.getPropertydependenciesMap().set(key, list);
    }
    whole.addResources(item);
  }
  answers.push(ask("", (done) => client.analyzeStack(whole, done)));
  return (await Promise.all(answers)).flat();
}

function ask(
  urn: string,
  call: (done: (error: grpc.ServiceError | null, response: analyzerproto.AnalyzeResponse) => void) => unknown,
) {
  return new Promise<Violation[]>((resolve, reject) =>
    call((error, response) =>
      error ? reject(broken(error)) : resolve(response.getDiagnosticsList().map((each) => readViolation(each, urn))),
    ),
  );
}

function readViolation(diagnostic: analyzerproto.AnalyzeDiagnostic, urn: string): Violation {
  const isAdvisory = diagnostic.getEnforcementlevel() === analyzerproto.EnforcementLevel.ADVISORY;
  return {
    policy: diagnostic.getPolicyname(),
    level: isAdvisory ? "advisory" : "mandatory",
    message: diagnostic.getMessage().replaceAll(/\.?\n+/g, ": "),
    urn: diagnostic.getUrn() || urn,
  };
}

function optionsOf({ goal, protect, parent }: PlannedResource): analyzerproto.AnalyzerResourceOptions {
  const options = new analyzerproto.AnalyzerResourceOptions();
  options.setProtect(protect);
  options.setParent(parent);
  options.setIgnorechangesList(goal?.ignoreChanges ?? []);
  options.setDeletebeforereplace(goal?.deleteBeforeReplace ?? false);
  options.setDeletebeforereplacedefined(goal?.deleteBeforeReplace !== undefined);
  options.setAdditionalsecretoutputsList(goal?.additionalSecretOutputs ?? []);
  options.setAliasesList((goal?.aliases ?? []).flatMap((alias) => alias.urn ?? []));
  return options;
}

function providerOf(provider: PlannedResource): analyzerproto.AnalyzerProviderResource {
  const result = new analyzerproto.AnalyzerProviderResource();
  result.setType(provider.type);
  result.setName(provider.name);
  result.setUrn(provider.urn);
  result.setProperties(struct.Struct.fromJavaScript(provider.inputs));
  return result;
}

const failed = (folder: string, why: string) =>
  new EngineError({
    code: "policy-pack",
    message: `The policy pack ${folder} did not start: ${why}`,
    setting: "--policy",
    remedy: "Run `npm install`, and look at what the pack's own code says.",
  });

const broken = (error: grpc.ServiceError) =>
  new EngineError({ code: "policy-pack", message: `A policy failed: ${error.details}`, setting: "--policy" });
