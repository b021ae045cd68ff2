import * as grpc from "@grpc/grpc-js";
import type plugproto from "@pulumi/pulumi/proto/plugin_pb.js";
import provrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provproto from "@pulumi/pulumi/proto/provider_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { nameOf, typeOf } from "../urn.ts";
import { markLikeInputs, type Properties, unwrap } from "../values/wire.ts";
import { ask, type Made, orUnimplemented } from "./calls.ts";
import { readMap, readStruct } from "./goal.ts";
import { channelOptions } from "./server.ts";

export interface CheckFailure {
  property: string;
  reason: string;
}

export interface DiffResult {
  changes: "none" | "some" | "unknown";
  replaces: string[];
  /** Properties that changed, where the provider tells; paths when it is detailed. */
  changed: string[];
  deleteBeforeReplace: boolean;
}

type Client = InstanceType<typeof provrpc.ResourceProviderClient>;
const toStruct = (properties: Properties) => struct.Struct.fromJavaScript(properties);

/** Speaks the provider protocol with one configured provider. */
export class ProviderClient {
  readonly #client: Client;
  #takesSecrets = false;

  constructor(address: string) {
    this.#client = new provrpc.ResourceProviderClient(address, grpc.credentials.createInsecure(), channelOptions);
  }

  /** Introduces the engine; resolves to the provider's version. */
  async greet(engineAddress: string): Promise<string> {
    const handshake = new provproto.ProviderHandshakeRequest();
    handshake.setEngineAddress(engineAddress);
    await orUnimplemented(ask<provproto.ProviderHandshakeResponse>((done) => this.#client.handshake(handshake, done)));
    const info = await orUnimplemented(
      ask<plugproto.PluginInfo>((done) => this.#client.getPluginInfo(new empty.Empty(), done)),
    );
    return info?.getVersion() ?? "";
  }

  /** Checks a provider's own settings. */
  async checkConfig(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const request = checkRequest(urn, olds, news);
    const response = await orUnimplemented(
      ask<provproto.CheckResponse>((done) => this.#client.checkConfig(request, done)),
    );
    return response ? readCheck(response) : { inputs: news, failures: [] };
  }

  async diffConfig(
    urn: string,
    id: string,
    olds: Properties,
    oldOutputs: Properties,
    news: Properties,
  ): Promise<DiffResult> {
    const request = diffRequest(urn, id, olds, oldOutputs, news, []);
    const response = await orUnimplemented(
      ask<provproto.DiffResponse>((done) => this.#client.diffConfig(request, done)),
    );
    return response
      ? readDiff(response)
      : { changes: "unknown", replaces: [], changed: [], deleteBeforeReplace: false };
  }

  async configure(urn: string, inputs: Properties): Promise<void> {
    const request = new provproto.ConfigureRequest();
    request.setArgs(toStruct(inputs));
    for (const [key, value] of Object.entries(inputs)) {
      const plain = unwrap(value);
      request
        .getVariablesMap()
        .set(`${nameOf(urn)}:config:${key}`, typeof plain === "string" ? plain : JSON.stringify(plain));
    }
    request.setAcceptsecrets(true);
    request.setAcceptresources(true);
    const response = await ask<provproto.ConfigureResponse>((done) => this.#client.configure(request, done));
    this.#takesSecrets = response.getAcceptsecrets();
  }

  async check(
    urn: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: CheckFailure[] }> {
    const request = checkRequest(urn, this.#sent(olds), this.#sent(news));
    const response = await ask<provproto.CheckResponse>((done) => this.#client.check(request, done));
    const { inputs, failures } = readCheck(response);
    return { inputs: this.#received(inputs, news), failures };
  }

  async diff(
    urn: string,
    old: { id: string; inputs: Properties; outputs: Properties },
    news: Properties,
    ignoreChanges: string[],
  ): Promise<DiffResult> {
    const [inputs, outputs] = [this.#sent(old.inputs), this.#sent(old.outputs)];
    const request = diffRequest(urn, old.id, inputs, outputs, this.#sent(news), ignoreChanges);
    return readDiff(await ask<provproto.DiffResponse>((done) => this.#client.diff(request, done)));
  }

  async create(urn: string, inputs: Properties, timeoutSeconds = 0): Promise<Made> {
    const request = new provproto.CreateRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setName(nameOf(urn));
    request.setProperties(toStruct(this.#sent(inputs)));
    request.setTimeout(timeoutSeconds);
    const response = await ask<provproto.CreateResponse>((done) => this.#client.create(request, done));
    return { id: response.getId(), outputs: this.#received(readStruct(response.getProperties()), inputs) };
  }

  /** Undefined when the resource is gone. */
  async read(
    urn: string,
    id: string,
    state: { inputs: Properties; outputs: Properties },
  ): Promise<(Made & { inputs: Properties }) | undefined> {
    const request = new provproto.ReadRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setName(nameOf(urn));
    request.setId(id);
    request.setProperties(toStruct(this.#sent(state.outputs)));
    request.setInputs(toStruct(this.#sent(state.inputs)));
    const response = await ask<provproto.ReadResponse>((done) => this.#client.read(request, done));
    if (response.getId() === "") return undefined;
    const outputs = this.#received(readStruct(response.getProperties()), state.inputs);
    const inputs = response.hasInputs() ? this.#received(readStruct(response.getInputs()), state.inputs) : state.inputs;
    return { id: response.getId(), outputs, inputs };
  }

  async update(
    urn: string,
    old: { id: string; inputs: Properties; outputs: Properties },
    news: Properties,
    ignoreChanges: string[],
    timeoutSeconds = 0,
  ): Promise<Properties> {
    const request = new provproto.UpdateRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setName(nameOf(urn));
    request.setId(old.id);
    request.setOlds(toStruct(this.#sent(old.outputs)));
    request.setOldInputs(toStruct(this.#sent(old.inputs)));
    request.setNews(toStruct(this.#sent(news)));
    request.setIgnorechangesList(ignoreChanges);
    request.setTimeout(timeoutSeconds);
    const response = await ask<provproto.UpdateResponse>((done) => this.#client.update(request, done));
    return this.#received(readStruct(response.getProperties()), news);
  }

  async delete(
    urn: string,
    old: { id: string; inputs: Properties; outputs: Properties },
    timeoutSeconds = 0,
  ): Promise<void> {
    const request = new provproto.DeleteRequest();
    request.setUrn(urn);
    request.setType(typeOf(urn));
    request.setName(nameOf(urn));
    request.setId(old.id);
    request.setProperties(toStruct(this.#sent(old.outputs)));
    request.setOldInputs(toStruct(this.#sent(old.inputs)));
    request.setTimeout(timeoutSeconds);
    await ask<empty.Empty>((done) => this.#client.delete(request, done));
  }

  async invoke(token: string, args: Properties): Promise<{ result: Properties; failures: CheckFailure[] }> {
    const request = new provproto.InvokeRequest();
    request.setTok(token);
    request.setArgs(toStruct(this.#sent(args)));
    const response = await ask<provproto.InvokeResponse>((done) => this.#client.invoke(request, done));
    return { result: readStruct(response.getReturn()), failures: readFailures(response.getFailuresList()) };
  }

  /** Asks for what is under way to end soon. */
  async cancel(): Promise<void> {
    await orUnimplemented(ask<empty.Empty>((done) => this.#client.cancel(new empty.Empty(), done)));
  }

  close(): void {
    this.#client.close();
  }

  /** A provider that knows no secrets gets plain values, and what it returns is marked like the inputs. */
  #sent(properties: Properties): Properties {
    return this.#takesSecrets ? properties : (unwrap(properties) as Properties);
  }

  #received(outputs: Properties, inputs: Properties): Properties {
    return this.#takesSecrets ? outputs : markLikeInputs(outputs, inputs);
  }
}

function checkRequest(urn: string, olds: Properties, news: Properties): provproto.CheckRequest {
  const request = new provproto.CheckRequest();
  request.setUrn(urn);
  request.setType(typeOf(urn));
  request.setName(nameOf(urn));
  request.setOlds(toStruct(olds));
  request.setNews(toStruct(news));
  return request;
}

function diffRequest(
  urn: string,
  id: string,
  oldInputs: Properties,
  olds: Properties,
  news: Properties,
  ignored: string[],
) {
  const request = new provproto.DiffRequest();
  request.setUrn(urn);
  request.setType(typeOf(urn));
  request.setName(nameOf(urn));
  request.setId(id);
  request.setOldInputs(toStruct(oldInputs));
  request.setOlds(toStruct(olds));
  request.setNews(toStruct(news));
  request.setIgnorechangesList(ignored);
  return request;
}

const readFailures = (list: provproto.CheckFailure[]): CheckFailure[] =>
  list.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));

const readCheck = (response: provproto.CheckResponse) => ({
  inputs: readStruct(response.getInputs()),
  failures: readFailures(response.getFailuresList()),
});

function readDiff(response: provproto.DiffResponse): DiffResult {
  const kinds = provproto.DiffResponse.DiffChanges;
  const changes = response.getChanges();
  const detailed = Object.keys(readMap(response.getDetaileddiffMap(), () => true));
  return {
    changes: changes === kinds.DIFF_SOME ? "some" : changes === kinds.DIFF_NONE ? "none" : "unknown",
    replaces: response.getReplacesList(),
    changed: detailed.length > 0 ? detailed : response.getDiffsList(),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}
