import { parser } from "@prometheus-io/lezer-promql";

/**
 * A PromQL expression that sees only the series with some labels: a cluster's Prometheus, and Google's for a project, keep those of all
 * stacks in one place. Each selector gets the matchers: `up{job="campfire"}` becomes `up{namespace="prod",job="campfire"}`.
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

/** What Grafana asks for the choices of a variable: the values that a label has in some series. */
const choices = /^label_values\((.+), (\w+)\)$/;

/** The same dashboard over the series with these labels: every PromQL expression in it, wherever it stands. */
export const scopedDashboard = (json: string, labels: Record<string, string>): string =>
  JSON.stringify(JSON.parse(json), (key, value: unknown) => {
    if (typeof value !== "string") return value;
    if (key === "expr") return scoped(value, labels);
    const [, series, label] = choices.exec(value) ?? [];
    return series === undefined ? value : `label_values(${scoped(series, labels)}, ${label})`;
  });

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
