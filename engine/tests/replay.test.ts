import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  callOrders,
  comparableState,
  counted,
  dependencies,
  normalized,
  recordedSteps,
  stepsBegun,
} from "./support/compare.ts";
import { type RecordedStep, type Recording, recording, recordings } from "./support/recordings.ts";
import { type Outcome, ProbeStack } from "./support/runner.ts";

// `killed` is told apart below: the official CLI leaves pending operations to the user, this engine settles them.
const replayed = recordings().filter((recording) => recording.case !== "killed");

test("the recordings are those of 22 cases and the killed one", () => {
  expect(replayed).toHaveLength(22);
});

describe.each(replayed)("as the official CLI did with $case", (recording: Recording) => {
  let stack: ProbeStack;
  const pairs = dependencies(recording.steps);
  beforeAll(() => {
    stack = new ProbeStack(recording.case);
  });
  afterAll(() => stack.remove());

  test.each(recording.steps.map((step, at) => ({ at, name: step.step, step })))(
    "$at: $name",
    { timeout: 120_000 },
    async ({ step }) => {
      if (step.world) return stack.setWorld(step.world);
      const outcome = await run(stack, recording.case, step.step);
      expect(outcome.exit, String(outcome.error)).toBe(step.exit);
      expect(callOrders(normalized(outcome.calls), pairs)).toEqual(callOrders(step.calls, pairs));
      expectSameSteps(outcome, step);
      expect(counted(outcome.events)).toEqual(step.changes);
      expect(comparableState(stack.storedState().resources ?? [])).toEqual(comparableState(step.resources));
      expect(stack.storedState().pending_operations).toBeUndefined();
    },
  );
});

function run(stack: ProbeStack, kase: string, step: string): Promise<Outcome> {
  const [command, number] = step.split(" ");
  if (command === "up") return stack.up(kase, Number(number));
  if (command === "preview") return stack.preview(kase, Number(number));
  return command === "refresh" ? stack.refresh() : stack.destroy();
}

function expectSameSteps(outcome: Outcome, step: RecordedStep): void {
  const begun = stepsBegun(outcome.events);
  if (step.steps) expect(begun).toEqual(recordedSteps(step.steps));
  // A plan lists what a person means, and of the unchanged only the stack.
  const logical = begun.filter(
    (text) => !/^(create-replacement|delete-replaced) /.test(text) && !/::default$/.test(text),
  );
  const planned = logical.filter((text) => !text.startsWith("same ") || text.includes("pulumi:pulumi:Stack"));
  if (step.plan) expect(planned).toEqual(recordedSteps(step.plan));
}

describe("as the official CLI did when it was killed (-9) while two creates were under way", {
  timeout: 120_000,
}, () => {
  const { steps } = recording("killed");
  const [kill, up, destroy] = steps as [RecordedStep, RecordedStep, RecordedStep];
  const pairs = dependencies(steps);

  test("the state holds them as pending; the next up makes all, but looks first, and leaves nothing pending", async () => {
    const stack = new ProbeStack("killed");
    try {
      await stack.leave(kill.resources, kill.pending!);
      const outcome = await stack.up("parallel", 1);
      expect(outcome.exit).toBe(up.exit);
      expect(outcome.settled.map(({ operation, outcome: came }) => `${operation} ${came}`)).toEqual([
        "creating did not happen",
        "creating did not happen",
      ]);
      const reads = outcome.calls.filter(({ call }) => call === "read");
      expect(reads.map(({ name, id }) => [name, id]).sort()).toEqual([
        ["a", ""],
        ["b", ""],
      ]);
      const others = outcome.calls.filter(({ call }) => call !== "read");
      expect(callOrders(normalized(others), pairs)).toEqual(callOrders(up.calls, pairs));
      expect(comparableState(stack.storedState().resources ?? [])).toEqual(comparableState(up.resources));
      expect(stack.storedState().pending_operations).toBeUndefined();
      expect((await stack.destroy()).exit).toBe(destroy.exit);
      expect(stack.storedState().resources ?? []).toEqual([]);
    } finally {
      stack.remove();
    }
  });
});
