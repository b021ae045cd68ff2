import type { ResourceState } from "../state/resource.ts";
import { isProviderType } from "../urn.ts";
import { sameValue } from "../values/wire.ts";
import { withOutputs } from "./goal-state.ts";
import { eventOf, type Journal, Stopped } from "./journal.ts";
import type { ProviderResources } from "./provider-resources.ts";
import { type RunOptions, type Session, withoutProgram } from "./run.ts";

/** Reads every resource through its provider, and puts into the state what it is now. */
export function refresh(options: RunOptions): Promise<Session> {
  return withoutProgram(options, async ({ journal, resources }) => {
    const all = journal.snapshot.remaining();
    const read = await Promise.allSettled(all.map((resource) => readOne(journal, resources, resource)));
    // In the state's order, so that each stays after what it needs.
    for (const [at, resource] of all.entries()) {
      const outcome = read[at]!;
      if (outcome.status === "fulfilled") outcome.value();
      else journal.snapshot.settle(resource, resource);
    }
    await journal.save();
  });
}

/** Returns what to do to the snapshot. */
async function readOne(journal: Journal, resources: ProviderResources, old: ResourceState): Promise<() => void> {
  const event = { ...eventOf("refresh", old), old };
  const keep = (now: ResourceState) => () => journal.snapshot.settle(now, old);
  if (journal.stopping) throw new Stopped();
  journal.tell({ ...event, phase: "begin" });
  if (!old.custom || isProviderType(old.type) || old.pendingReplacement || old.id === undefined) {
    journal.tell({ ...event, phase: "end", outcome: "same" });
    return keep(old);
  }
  try {
    const client = await resources.clientOf(old.provider!);
    const found = await client.read(old.urn, old.id, old);
    if (!found) {
      journal.tell({ ...event, phase: "end", outcome: "delete" });
      return () => journal.snapshot.drop(old);
    }
    if (sameValue(found.outputs, old.outputs) && sameValue(found.inputs, old.inputs) && found.id === old.id) {
      journal.tell({ ...event, phase: "end", outcome: "same" });
      return keep(old);
    }
    const now = { ...withOutputs(old, found.id, found.outputs), inputs: found.inputs };
    // The provider says whether the difference matters; a run of `up` will ask the same again.
    const diff = await client.diff(old.urn, { id: found.id, inputs: now.inputs, outputs: now.outputs }, old.inputs, []);
    journal.tell({ ...event, new: now, phase: "end", outcome: diff.changes === "none" ? "same" : "update" });
    return keep(now);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    journal.fail({ urn: old.urn, message, error });
    journal.tell({ ...event, phase: "failed", error: message });
    throw new Stopped();
  }
}
