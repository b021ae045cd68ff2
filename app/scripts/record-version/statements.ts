/** The named statements of a PostgreSQL's log, whose lines begin with "<<>>": name → SQL; for several of a name, `name#2` and so on. */
export function statementsOf(log: string): Record<string, string> {
  const texts = new Map<string, Set<string>>();
  for (const entry of log.split("<<>>")) {
    const [, name, sql] = /^LOG: {2}execute ([\w.]+): ([\s\S]+)/.exec(entry) ?? [];
    if (!name || !sql) continue;
    const known = texts.get(name) ?? new Set();
    texts.set(name, known.add(sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim()));
  }
  const named = [...texts].flatMap(([name, all]) =>
    [...all].map((sql, index) => [index === 0 ? name : `${name}#${index + 1}`, sql] as const),
  );
  return Object.fromEntries(named.sort(([a], [b]) => (a < b ? -1 : 1)));
}
