import * as grpc from "@grpc/grpc-js";
import engrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engproto from "@pulumi/pulumi/proto/engine_pb.js";
import resrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resproto from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { messageOf } from "../errors.ts";
import { flattenOutputs, type Properties } from "../values/wire.ts";
import { type Callback, type Goal, readGoal, readStruct } from "./goal.ts";

/** What the program gets back for a resource. */
export interface Registered {
  urn: string;
  /** Empty while it isn't known. */
  id: string;
  /** Missing ones are unknown to the program during a preview. */
  properties: Properties;
}

export interface ReadGoal {
  type: string;
  name: string;
  id: string;
  parent: string;
  properties: Properties;
  dependencies: string[];
  provider: string;
  version: string;
}

export interface InvokeCall {
  token: string;
  args: Properties;
  provider: string;
  version: string;
}

export type Severity = "debug" | "info" | "warning" | "error";
export interface LogEntry {
  severity: Severity;
  message: string;
  urn: string;
}

/** Answers what a program asks of its engine. A rejected promise ends the run: the host has recorded why. */
export interface ProgramHost {
  registerResource(goal: Goal): Promise<Registered>;
  registerOutputs(urn: string, outputs: Properties): Promise<void>;
  readResource(goal: ReadGoal): Promise<Registered>;
  /** `undefined`: the result isn't known. */
  invoke(call: InvokeCall): Promise<Properties | undefined>;
  registerStackTransform(callback: Callback): void | Promise<void>;
  log(entry: LogEntry): void;
  /** A request for something that this engine doesn't do. */
  refuse(what: string): Error;
  /** Called once for whatever went wrong while answering. */
  failed(error: unknown): void;
}

/** Only what is implemented: the SDK asks before it uses a feature, and tells its user when one is missing. */
const feature = resproto.ResourceMonitorFeature;
const features = new Map<string, resproto.ResourceMonitorFeature>([
  ["secrets", feature.RESOURCE_MONITOR_FEATURE_SECRETS],
  ["resourceReferences", feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES],
  ["outputValues", feature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES],
  ["aliasSpecs", feature.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS],
  ["deletedWith", feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH],
  ["replaceWith", feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH],
  ["transforms", feature.RESOURCE_MONITOR_FEATURE_TRANSFORMS],
]);

export interface EngineServer {
  address: string;
  close(): void;
}

const maxMessageBytes = 400 * 1024 * 1024;
export const channelOptions = {
  "grpc.max_receive_message_length": maxMessageBytes,
  "grpc.max_send_message_length": maxMessageBytes,
};

/** Serves one program (and its providers) on a free port of the loopback interface. */
export async function serveEngine(host: ProgramHost): Promise<EngineServer> {
  const server = new grpc.Server(channelOptions);
  server.addService(resrpc.ResourceMonitorService, monitorOf(host) as never);
  server.addService(engrpc.EngineService, engineOf(host) as never);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** A refused program stops calling: what else is on its way, as its outputs, shall still arrive. */
const refusalMilliseconds = 250;

/** Wraps an async answer as a gRPC handler. "Unavailable" makes the SDK stop quietly: the engine tells what happened. */
const unary =
  <Request, Response>(host: ProgramHost, answer: (request: Request) => Promise<Response> | Response) =>
  (call: { request: Request }, callback: grpc.sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          host.failed(error);
          setTimeout(() => callback({ code: grpc.status.UNAVAILABLE, details: messageOf(error) }), refusalMilliseconds);
        },
      );
  };

const toStruct = (properties: Properties) => struct.Struct.fromJavaScript(properties);

const refusing = (host: ProgramHost, what: string) =>
  unary(host, () => {
    throw host.refuse(what);
  });

function monitorOf(host: ProgramHost): Record<string, unknown> {
  return {
    getDeploymentInfo: unary(host, () => {
      const info = new resproto.DeploymentInfo();
      info.setSupportedfeaturesList([...features.values()]);
      return info;
    }),
    supportsFeature: unary(host, (request: resproto.SupportsFeatureRequest) => {
      const response = new resproto.SupportsFeatureResponse();
      response.setHassupport(features.has(request.getId()));
      return response;
    }),
    registerResource: unary(host, async (request: resproto.RegisterResourceRequest) => {
      const { urn, id, properties } = await host.registerResource(readGoal(request));
      const response = new resproto.RegisterResourceResponse();
      response.setUrn(urn);
      response.setId(id);
      response.setObject(toStruct(properties));
      return response;
    }),
    registerResourceOutputs: unary(host, async (request: resproto.RegisterResourceOutputsRequest) => {
      await host.registerOutputs(request.getUrn(), flattenOutputs(readStruct(request.getOutputs())));
      return new empty.Empty();
    }),
    readResource: unary(host, async (request: resproto.ReadResourceRequest) => {
      const { urn, properties } = await host.readResource({
        type: request.getType(),
        name: request.getName(),
        id: request.getId(),
        parent: request.getParent(),
        properties: flattenOutputs(readStruct(request.getProperties())),
        dependencies: request.getDependenciesList(),
        provider: request.getProvider(),
        version: request.getVersion(),
      });
      const response = new resproto.ReadResourceResponse();
      response.setUrn(urn);
      response.setProperties(toStruct(properties));
      return response;
    }),
    invoke: unary(host, async (request: resproto.ResourceInvokeRequest) => {
      const token = request.getTok();
      const args = readStruct(request.getArgs());
      const result = await host.invoke({ token, args, provider: request.getProvider(), version: request.getVersion() });
      const response = new resproto.ResourceInvokeResponse();
      if (result === undefined) response.setUnknown(true);
      response.setReturn(toStruct(result ?? {}));
      return response;
    }),
    registerStackTransform: unary(host, async (request: { getTarget(): string; getToken(): string }) => {
      await host.registerStackTransform({ target: request.getTarget(), token: request.getToken() });
      return new empty.Empty();
    }),
    // The engine waits for the program's end, and only then deletes: nothing of the program is needed after its last call.
    signalAndWaitForShutdown: unary(host, () => new empty.Empty()),
    call: refusing(host, "calling a method of a resource"),
    existsResource: refusing(host, "checking whether a resource exists"),
    registerStackInvokeTransform: refusing(host, "invoke transforms"),
    registerResourceHook: refusing(host, "resource hooks"),
    registerErrorHook: refusing(host, "error hooks"),
    registerPackage: refusing(host, "parameterized provider packages"),
  };
}

const severities: Severity[] = ["debug", "info", "warning", "error"];

function engineOf(host: ProgramHost): Record<string, unknown> {
  let root = "";
  return {
    log: unary(host, (request: engproto.LogRequest) => {
      const severity = severities[request.getSeverity()] ?? "info";
      host.log({ severity, message: request.getMessage(), urn: request.getUrn() });
      return new empty.Empty();
    }),
    getRootResource: unary(host, () => {
      const response = new engproto.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    }),
    setRootResource: unary(host, (request: engproto.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engproto.SetRootResourceResponse();
    }),
    startDebugging: unary(host, () => new empty.Empty()),
    requirePulumiVersion: refusing(host, "requirePulumiVersion"),
  };
}
