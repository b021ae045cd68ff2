import { expect, test } from "vitest";
import { commandNames, parseCommandLine, usage } from "../commands/arguments.ts";
import { describe as describeProblem, EngineError } from "../errors.ts";

const problemOf = (argv: string[]) => {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (error instanceof EngineError) return describeProblem(error.problem);
  }
  throw new Error("it was taken");
};

test("without options, a command is about the stack dev", () => {
  expect(parseCommandLine(["up"])).toMatchObject({ command: "up", stack: "dev", json: false, engine: undefined });
});

test("options are read", () => {
  expect(parseCommandLine(["logs", "--stack", "prod", "--part", "app", "--lines=5", "-f"])).toMatchObject({
    stack: "prod",
    part: "app",
    lines: 5,
    follow: true,
  });
});

test.each([
  [["fly"], /^unknown-command: .*"fly".*up, preview/],
  [["up", "--fast"], /^unknown-option: .*--fast.*--stack/],
  [["up", "--json"], /^unknown-option: .*--json/],
  [["up", "extra"], /^unknown-option: .*extra/],
  [["up", "--stack"], /^unknown-option: /],
  [["up", "--stack", "../../etc"], /^stack-name: .*\[--stack\]/],
  [["up", "--stack", "state"], /^stack-name: /],
  [["up", "--engine", "terraform"], /^unknown-engine: .*cli.*built-in/],
  [["up", "--target", "urn:x"], /^unknown-option: .*--target/],
  [["logs", "--lines", "many"], /^option-value: .*--lines/],
])("%j is refused with what to do", (argv, message) => expect(problemOf(argv)).toMatch(message));

test("help lists every command, and every command's options", () => {
  expect(parseCommandLine([])).toEqual({ help: undefined });
  expect(parseCommandLine(["down", "--help"])).toEqual({ help: "down" });
  for (const name of commandNames) {
    expect(usage()).toContain(`npm run ${name}`);
    expect(usage(name)).toContain("--stack");
    expect(usage(name)).not.toContain("undefined");
  }
});
