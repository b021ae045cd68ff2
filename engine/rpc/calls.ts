import * as grpc from "@grpc/grpc-js";
import provproto from "@pulumi/pulumi/proto/provider_pb.js";
import statusproto from "@pulumi/pulumi/proto/status_pb.js";
import type { Properties } from "../values/wire.ts";
import { readStruct } from "./goal.ts";

/** A resource as a provider made it. */
export interface Made {
  id: string;
  outputs: Properties;
}

/** The resource exists, but did not come up. */
export class InitFailed extends Error {
  readonly made: Made;
  readonly reasons: string[];
  constructor(message: string, made: Made, reasons: string[]) {
    super(message);
    this.made = made;
    this.reasons = reasons.length > 0 ? reasons : [message];
  }
}

/** The provider went away in the middle of a call: nobody knows how far it got. */
export class ProviderLost extends Error {}

type Callback<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** One call; its error says what it means for the resource. */
export function ask<Response>(call: (done: Callback<Response>) => unknown): Promise<Response> {
  return new Promise((resolve, reject) =>
    call((error, response) => (error ? reject(readError(error)) : resolve(response))),
  );
}

/** Providers made with the SDK leave some calls out. */
export async function orUnimplemented<Response>(response: Promise<Response>): Promise<Response | undefined> {
  try {
    return await response;
  } catch (error) {
    if ((error as grpc.ServiceError).code === grpc.status.UNIMPLEMENTED) return undefined;
    throw error;
  }
}

function readError(error: grpc.ServiceError): Error {
  if (error.code === grpc.status.UNAVAILABLE || error.code === grpc.status.CANCELLED) {
    return new ProviderLost(`the provider ended in the middle of a call (${error.details})`);
  }
  const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const details = packed instanceof Buffer ? statusproto.Status.deserializeBinary(packed).getDetailsList() : [];
  for (const detail of details) {
    if (!detail.getTypeUrl().endsWith("pulumirpc.ErrorResourceInitFailed")) continue;
    const failed = provproto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
    const made = { id: failed.getId(), outputs: readStruct(failed.getProperties()) };
    return new InitFailed(error.details, made, failed.getReasonsList());
  }
  return Object.assign(new Error(error.details || error.message), { code: error.code });
}
