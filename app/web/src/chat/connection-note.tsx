import { useEffect, useState } from "preact/hooks";
import { session } from "../chat-context.ts";

/** A break shorter than this is nobody's business, ms. */
const CALM_MS = 2_000;

/** Says that the connection is being restored, once that takes more than a moment. */
export function ConnectionNote() {
  const online = session.value?.status.value === "online";
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (online) return;
    const timer = setTimeout(() => setLate(true), CALM_MS);
    return () => clearTimeout(timer);
  }, [online]);
  return (
    <div class="connection" role="status">
      {late && !online && <span>Reconnecting… What you write is kept and sent then.</span>}
    </div>
  );
}
