import type { ResourceState } from "../state/resource.ts";
import { isProviderType } from "../urn.ts";
import { protectedMessage } from "./custom-resources.ts";
import { eventOf, type Journal, Stopped } from "./journal.ts";
import { deletionOrder } from "./order.ts";
import type { ProviderResources } from "./provider-resources.ts";

/** Deletes what of the last run's nobody registered again, and what has been replaced: dependents first, independent ones at once. */
export async function deleteRemaining(journal: Journal, providers: ProviderResources): Promise<void> {
  const doomed: ResourceState[] = [];
  for (const resource of journal.snapshot.remaining()) {
    // Deleted before, to be made again; the program no longer asks for it.
    if (resource.pendingReplacement) journal.snapshot.drop(resource);
    else doomed.push(resource);
  }
  if (refuseProtected(journal, doomed)) return;
  const urns = new Set(doomed.map((resource) => resource.urn));
  for (const group of deletionOrder(doomed)) {
    await Promise.allSettled(group.map((resource) => deleteOne(journal, providers, resource, urns)));
    if (journal.stopping) return;
  }
}

/** A protected resource stops the deletes before the first one: half a removal helps nobody. */
function refuseProtected(journal: Journal, doomed: readonly ResourceState[]): boolean {
  const guarded = doomed.filter((resource) => resource.protect && !resource.delete);
  for (const resource of guarded) {
    const error = protectedMessage("deleted");
    journal.tell({ ...eventOf("delete", resource), old: resource, phase: "begin" });
    journal.fail({ urn: resource.urn, message: error });
    journal.tell({ ...eventOf("delete", resource), old: resource, phase: "failed", error });
  }
  return guarded.length > 0;
}

async function deleteOne(
  journal: Journal,
  providers: ProviderResources,
  resource: ResourceState,
  doomed: ReadonlySet<string>,
): Promise<void> {
  const event = { ...eventOf(resource.delete ? "delete-replaced" : "delete", resource), old: resource };
  const drop = () => journal.snapshot.drop(resource);
  const goesWith = resource.deletedWith !== undefined && doomed.has(resource.deletedWith);
  const hasNothingOutside = !resource.custom || isProviderType(resource.type) || resource.retainOnDelete || goesWith;
  if (hasNothingOutside || resource.id === undefined) {
    if (journal.stopping) throw new Stopped();
    journal.note(event, drop);
    return;
  }
  const before = { id: resource.id, inputs: resource.inputs, outputs: resource.outputs };
  await journal.step<void>(
    event,
    "deleting",
    resource,
    async () => {
      if (journal.preview) return;
      const client = await providers.clientOf(resource.provider!);
      await client.delete(resource.urn, before, resource.customTimeouts?.delete);
    },
    drop,
  );
}
