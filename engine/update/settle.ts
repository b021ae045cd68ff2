import { EngineError, messageOf } from "../errors.ts";
import type { Operation, ResourceState } from "../state/resource.ts";
import type { Snapshot } from "../state/snapshot.ts";
import { nameOf } from "../urn.ts";
import { withOutputs } from "./goal-state.ts";
import type { ProviderResources } from "./provider-resources.ts";

/** What became of an operation that a former run left under way. */
export interface Settled {
  urn: string;
  operation: Operation["type"];
  outcome: "happened" | "did not happen";
}

/**
 * Finds out, by reading, what became of each operation that a killed run left under way, and puts the truth into the snapshot.
 * A create has no id yet: the provider is asked for "" and the inputs, and answers with the resource that it would have made, if there is one.
 */
export async function settlePending(snapshot: Snapshot, providers: ProviderResources): Promise<Settled[]> {
  const settled: Settled[] = [];
  for (const operation of snapshot.pending()) {
    const happened = await readOutcome(operation, snapshot, providers);
    snapshot.end(operation);
    settled.push({
      urn: operation.resource.urn,
      operation: operation.type,
      outcome: happened ? "happened" : "did not happen",
    });
  }
  return settled;
}

async function readOutcome(operation: Operation, snapshot: Snapshot, providers: ProviderResources): Promise<boolean> {
  const { type, resource } = operation;
  if (!resource.provider) return false;
  if (type === "creating") return settleCreate(resource, snapshot, providers);
  const old = snapshot.olds().find((one) => one.urn === resource.urn && one.id === resource.id);
  if (!old) return false;
  const found = await read(providers, old, old.id ?? "");
  if (!found) {
    snapshot.removeBase(old);
    return type === "deleting";
  }
  const now = withOutputs(old, found.id, found.outputs, old.initErrors);
  snapshot.replaceBase(old, now);
  return type === "updating";
}

async function settleCreate(wanted: ResourceState, snapshot: Snapshot, providers: ProviderResources): Promise<boolean> {
  const found = await read(providers, { ...wanted, outputs: wanted.inputs }, "");
  if (!found) return false;
  const predecessor = snapshot.old(wanted.urn);
  // It found what it was to take the place of.
  if (predecessor?.id === found.id && !predecessor.pendingReplacement) return false;
  if (predecessor?.pendingReplacement) snapshot.removeBase(predecessor);
  else if (predecessor) predecessor.delete = true;
  snapshot.addBase(withOutputs(wanted, found.id, found.outputs));
  return true;
}

async function read(providers: ProviderResources, resource: ResourceState, id: string) {
  try {
    const client = await providers.clientOf(resource.provider!);
    return await client.read(resource.urn, id, resource);
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError({
      code: "settle-failed",
      message: `The last run was interrupted at "${nameOf(resource.urn)}" (${resource.type}), and its provider can't say what became of it: ${messageOf(error)}`,
      remedy: "Mend what it names and run the command again: nothing has been changed.",
    });
  }
}
