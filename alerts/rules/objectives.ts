import { type Alert, type AlertContext, round, slowerThan } from "../alert.ts";

/** Answered requests and messages; `bad` are those that failed through no fault of whoever sent them. */
const EVENTS = "campfire_slo_events_total";
const failing = (window: string) => `sum(rate(${EVENTS}{outcome="bad"}[${window}])) / sum(rate(${EVENTS}[${window}]))`;

/**
 * One failure among few events is a large share of them and yet no reason to get up at night: so many must have failed
 * within the longer window.
 */
const FEWEST_FAILURES = 10;

interface Burn {
  name: string;
  /** How many times as fast as the objective allows. At 1 the budget lasts exactly its 30 days. */
  rate: number;
  /** The long window says that it matters, the short one that it still goes on. */
  long: string;
  short: string;
  severity: Alert["severity"];
  /** Share of the 30 days' budget that is gone within the long window. */
  spent: string;
}

/** Windows and rates: Google, The Site Reliability Workbook, chapter 5, table 5-8. */
const burns: Burn[] = [
  { name: "ErrorBudgetBurnsFast", rate: 14.4, long: "1h", short: "5m", severity: "page", spent: "2 % within an hour" },
  { name: "ErrorBudgetBurns", rate: 6, long: "6h", short: "30m", severity: "page", spent: "5 % within six hours" },
  {
    name: "ErrorBudgetBurnsSlowly",
    rate: 1,
    long: "3d",
    short: "6h",
    severity: "ticket",
    spent: "10 % within three days",
  },
];

/** The size's objectives: the share of requests that succeed over 30 days, and the time within which they are answered. */
export const objectives = ({ size: { targets } }: AlertContext): Alert[] => {
  const budget = 1 - targets.availability;
  const percent = round(targets.availability * 100);
  return [
    {
      name: "ErrorRateHigh",
      expr: `(${failing("5m")} > ${round(budget)}) and (sum(increase(${EVENTS}{outcome="bad"}[5m])) >= ${FEWEST_FAILURES})`,
      for: "5m",
      severity: "ticket",
      summary: "{{ $value | humanizePercentage }} of what people do fails",
      description: `More fails than the objective of ${percent} % allows. Look at the routes and at the database.`,
    },
    ...burns.map(
      ({ name, rate, long, short, severity, spent }): Alert => ({
        name,
        expr: [
          `(${failing(long)} > ${round(rate * budget)})`,
          `(${failing(short)} > ${round(rate * budget)})`,
          `(sum(increase(${EVENTS}{outcome="bad"}[${long}])) >= ${FEWEST_FAILURES})`,
        ].join(" and "),
        for: "1m",
        severity,
        summary: `{{ $value | humanizePercentage }} of what people do failed in the last ${long}`,
        description: `Of the failures that ${percent} % in 30 days allow, ${spent} are gone. Look at the routes and at the database.`,
      }),
    ),
    {
      name: "ResponsesSlow",
      expr: slowerThan(targets.responseSeconds, 0.95, "campfire_http_request_duration_seconds"),
      for: "10m",
      severity: "ticket",
      summary: "A request in twenty takes more than {{ $value | humanizeDuration }}",
      description: "People wait. Look at the event loop, the database's query times and its pool.",
    },
  ];
};
