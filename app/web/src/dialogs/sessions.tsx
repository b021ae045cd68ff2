import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";
import type { Session } from "../protocol.ts";
import { deviceName } from "../ui/devices.ts";
import { errorText } from "../ui/error-texts.ts";
import { Problem } from "../ui/problem.tsx";
import { fullTime } from "../ui/times.ts";
import { Dialog, showDialog } from "./dialog.tsx";
import { TransferDialog } from "./transfer.tsx";

/** The devices that one is signed in on, and a way to end that. */
export function SessionsDialog() {
  const [sessions, setSessions] = useState<readonly Session[] | null>(null);
  const [problem, setProblem] = useState("");
  const fail = (error: unknown) => setProblem(errorText(error));
  useEffect(() => {
    api.sessions().then((answer) => setSessions(answer.sessions), fail);
  }, []);
  const end = (id: number) =>
    api.endSession(id).then(() => setSessions((known) => known?.filter((other) => other.id !== id) ?? null), fail);
  return (
    <Dialog title="Where you’re signed in">
      <Problem>{problem}</Problem>
      <ul class="sessions" aria-busy={sessions === null}>
        {sessions?.map(({ id, userAgent, address, createdAt, current }) => (
          <li key={id} class="person">
            <span class="person-name">
              {deviceName(userAgent)}
              <span class="hint">
                {address && `${address}, `}since <time dateTime={createdAt}>{fullTime(createdAt)}</time>
              </span>
            </span>
            {current ? (
              <span class="person-note">this one</span>
            ) : (
              <button type="button" class="secondary compact" onClick={() => end(id)}>
                Sign out<span class="hidden"> {deviceName(userAgent)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="form-actions">
        <button type="button" class="secondary" onClick={() => showDialog(<TransferDialog />)}>
          Sign in on another device…
        </button>
      </div>
    </Dialog>
  );
}
