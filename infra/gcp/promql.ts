import { parser } from "@prometheus-io/lezer-promql";

/**
 * A PromQL expression that sees only the series with some labels: Managed Service for Prometheus keeps those of all stacks of a project in
 * one place. Each selector gets the matchers: `up{job="campfire"}` becomes `up{namespace="prod",job="campfire"}`.
 */
export function scoped(expression: string, labels: Record<string, string>): string {
  const matchers = Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",");
  return selectorsOf(expression)
    .reverse()
    .reduce((text, { at, braces, empty }) => {
      const insert = braces ? `${matchers}${empty ? "" : ","}` : `{${matchers}}`;
      return text.slice(0, at) + insert + text.slice(at);
    }, expression);
}

interface Selector {
  /** Where matchers can be put in: behind the opening brace, or behind the name where there are no braces. */
  at: number;
  braces: boolean;
  empty: boolean;
}

/** The selectors of an expression, from left to right; throws when it is not PromQL. */
function selectorsOf(expression: string): Selector[] {
  const found: Selector[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) throw new Error(`No PromQL at character ${from}: ${expression}`);
      if (type.name !== "VectorSelector") return;
      const matchers = node.getChild("LabelMatchers");
      if (!matchers) found.push({ at: to, braces: false, empty: true });
      else found.push({ at: matchers.from + 1, braces: true, empty: matchers.firstChild === null });
    },
  });
  return found;
}
