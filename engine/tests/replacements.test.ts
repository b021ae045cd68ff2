import { describe, expect, test } from "vitest";
import { command } from "../../infra/local/provider/command.ts";
import { directory } from "../../infra/local/provider/directory.ts";
import { file } from "../../infra/local/provider/file.ts";
import { password } from "../../infra/local/provider/password.ts";
import { process as processKind } from "../../infra/local/provider/process.ts";
import { user } from "../../infra/local/provider/user.ts";
import type { PlanEntry } from "../plan/json.ts";
import { comparePlans, replacingInputs } from "../plan/replacements.ts";
import { planEntry } from "./support/plan-entry.ts";

const entry = (name: string, inputs: PlanEntry["inputs"]) => planEntry("local:index:File", name, inputs);

describe("likely replacements", () => {
  test.each(
    Object.entries({
      Command: command,
      Directory: directory,
      File: file,
      Process: processKind,
      RandomPassword: password,
      User: user,
    }),
  )("of local %s are those that its provider decides", (name, kind) =>
    expect(replacingInputs[`local:index:${name}`] ?? []).toEqual(kind.replaceOn),
  );

  test("are told apart from changes, new ones and those that are gone", () => {
    const before = [
      entry("moved", { path: "a" }),
      entry("edited", { path: "a", content: "x" }),
      entry("gone", {}),
      entry("same", { a: 1 }),
    ];
    const after = [
      entry("moved", { path: "b" }),
      entry("edited", { path: "a", content: "y" }),
      entry("new", {}),
      entry("same", { a: 1 }),
    ];
    const changes = comparePlans(before, after).map(({ kind, urn, because }) => [
      urn.split("::").at(-1),
      kind,
      because,
    ]);
    expect(changes).toEqual([
      ["edited", "changed", []],
      ["gone", "gone", []],
      ["moved", "likely replaced", ["path"]],
      ["new", "new", []],
    ]);
  });

  test("what nobody knows yet counts as unchanged", () => {
    expect(comparePlans([entry("a", { list: ["<unknown>", "x"] })], [entry("a", { list: ["y", "x"] })])).toEqual([]);
  });
});
