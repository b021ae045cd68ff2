import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import { users } from "../chat-context.ts";
import { Dialog } from "../dialogs/dialog.tsx";
import type { AuditEntry } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { Problem } from "../ui/problem.tsx";
import { Select } from "../ui/select.tsx";
import { fullTime } from "../ui/times.ts";
import { auditText } from "./audit-text.ts";

export const open = () => <AuditDialog />;

const KINDS: [value: string, label: string][] = [
  ["", "Everything"],
  ["session", "Signing in and out"],
  ["password", "Passwords"],
  ["person", "People"],
  ["room", "Rooms"],
  ["bot", "Bots"],
  ["webhook", "Webhooks"],
  ["account", "Settings"],
];

/** Who did what, newest first; for administrators. */
function AuditDialog() {
  const [filter, setFilter] = useState({ kind: "", person: "" });
  const chosen = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ""));
  const download = (format: string) => `/api/audit/download?${new URLSearchParams({ ...chosen, format })}`;
  const people = [...users.value.values()].sort((a, b) => a.name.localeCompare(b.name));
  return (
    <Dialog title="Audit log" wide>
      <div class="audit-filter">
        <Select
          compact
          aria-label="What happened"
          value={filter.kind}
          onChange={(event) => setFilter({ ...filter, kind: event.currentTarget.value })}
        >
          {KINDS.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <Select
          compact
          aria-label="Who did it, or whom it was about"
          value={filter.person}
          onChange={(event) => setFilter({ ...filter, person: event.currentTarget.value })}
        >
          <option value="">Everybody</option>
          {people.map(({ id, name }) => (
            <option key={id} value={String(id)}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <Events key={JSON.stringify(chosen)} filter={chosen} />
      <p class="audit-downloads">
        Download as{" "}
        <a href={download("csv")} download>
          CSV
        </a>{" "}
        or{" "}
        <a href={download("json")} download>
          JSON lines
        </a>
      </p>
    </Dialog>
  );
}

function Events({ filter }: { filter: Record<string, string> }) {
  const [events, setEvents] = useState<readonly AuditEntry[]>([]);
  const [more, setMore] = useState(false);
  const [busy, setBusy] = useState(true);
  const [problem, setProblem] = useState("");
  const nameOf = (userId: number) => users.value.get(userId)?.name ?? `person ${userId}`;

  const load = async (before?: number) => {
    setBusy(true);
    setProblem("");
    try {
      const page = await api.audit({ ...filter, ...(before && { before: String(before) }) });
      setEvents((known) => (before ? [...known, ...page.events] : page.events));
      setMore(page.more);
    } catch (error) {
      setProblem(errorText(error));
    }
    setBusy(false);
  };
  // Another filter is another list.
  useEffect(() => void load(), []);

  return (
    <>
      <Problem>{problem}</Problem>
      <ol class="audit" aria-label="Events" aria-busy={busy}>
        {events.map((event) => (
          <li key={event.id}>
            <bdi>{auditText(event, nameOf)}</bdi>
            <span class="hint">
              <time dateTime={event.at}>{fullTime(event.at)}</time>
              {event.address && `, from ${event.address}`}
            </span>
          </li>
        ))}
      </ol>
      {!busy && !problem && events.length === 0 && <p>Nothing of the kind was written down.</p>}
      {more && (
        <button type="button" class="secondary" disabled={busy} onClick={() => void load(events.at(-1)!.id)}>
          Show older ones
        </button>
      )}
    </>
  );
}
