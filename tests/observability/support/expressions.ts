interface Panel {
  title?: string;
  targets?: { expr?: string }[];
  panels?: Panel[];
}

/** Every PromQL expression of a dashboard's panels. */
export function expressionsOf(json: string): string[] {
  const { panels = [] } = JSON.parse(json) as { panels?: Panel[] };
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return all.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => (expr ? [expr] : [])));
}
