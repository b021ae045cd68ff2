import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api.ts";
import type { Message } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { SearchIcon } from "../ui/icons.tsx";
import { Problem } from "../ui/problem.tsx";
import { Dialog } from "./dialog.tsx";
import { SearchResults } from "./search-results.tsx";

interface Found {
  query: string;
  messages: Message[];
}

/** Finds messages in one's rooms; without a query, it offers the last ones. */
export function SearchDialog({ initial = "" }: { initial?: string }) {
  const [typed, setTyped] = useState(initial);
  const [found, setFound] = useState<Found | null>(null);
  const [recent, setRecent] = useState<readonly string[]>([]);
  const [problem, setProblem] = useState("");
  const latest = useRef("");

  const search = async (query: string) => {
    if (!query.trim()) return;
    setTyped(query);
    setProblem("");
    latest.current = query;
    try {
      const { messages } = await api.search(query.trim());
      if (latest.current === query) setFound({ query, messages });
    } catch (error) {
      if (latest.current === query) setProblem(errorText(error));
    }
  };
  useEffect(() => {
    void search(initial);
    // Without them there is only less to choose from.
    api.searches().then(
      ({ queries }) => setRecent(queries),
      () => undefined,
    );
  }, []);
  const forget = () => {
    api.forgetSearches().then(
      () => setRecent([]),
      (error: unknown) => setProblem(errorText(error)),
    );
  };

  return (
    <Dialog title="Search" wide>
      <form
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          void search(typed);
        }}
      >
        <input
          class="input"
          type="search"
          aria-label="Search messages"
          placeholder="Words to find"
          dir="auto"
          autocomplete="off"
          autofocus
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="primary" aria-label="Search">
          <SearchIcon />
        </button>
      </form>
      <Problem>{problem}</Problem>
      <p class="hidden" role="status">
        {found && summary(found.messages.length)}
      </p>
      {found ? (
        <SearchResults {...found} />
      ) : (
        recent.length > 0 && <Recent queries={recent} onChoose={search} onForget={forget} />
      )}
    </Dialog>
  );
}

const summary = (count: number) => (count === 1 ? "1 message found" : `${count} messages found`);

interface RecentProps {
  queries: readonly string[];
  onChoose: (query: string) => void;
  onForget: () => void;
}

function Recent({ queries, onChoose, onForget }: RecentProps) {
  return (
    <section class="recent">
      <header class="section-head">
        <h3>Recent searches</h3>
        <button type="button" class="quiet" onClick={onForget}>
          Forget them
        </button>
      </header>
      <ul>
        {queries.map((query) => (
          <li key={query}>
            <button type="button" class="menu-item" onClick={() => onChoose(query)}>
              <SearchIcon />
              <bdi>{query}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
