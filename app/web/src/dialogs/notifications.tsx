import { useEffect, useState } from "preact/hooks";
import { ApiError, api } from "../api.ts";
import { me } from "../chat-context.ts";
import { stepsToAllow, systemHint } from "../device/allowing.ts";
import { installPrompt, isApple, isInstalled } from "../device/install.ts";
import { askLeave, endPush, keepPush, type Support, support } from "../device/push.ts";
import type { PushState, Subscription } from "../protocol.ts";
import { notified } from "../storage.ts";
import { deviceName } from "../ui/devices.ts";
import { errorText } from "../ui/error-texts.ts";
import { Problem } from "../ui/problem.tsx";
import { Dialog } from "./dialog.tsx";
import { RoomLevels } from "./room-levels.tsx";

const WHY_NOT: Record<Exclude<Support, "ready">, string> = {
  denied: "Notifications of this site are blocked in this browser. To allow them:",
  install:
    "On an iPhone or iPad notifications come only to an installed app: choose Share, then “Add to Home Screen”, and open Campfire from there.",
  insecure: "Notifications need a connection over https. Ask your administrator.",
  missing: "This browser can’t show notifications of a site.",
};

/** Whether and where one is notified, and of how much of each room. */
export function NotificationsDialog() {
  const [push, setPush] = useState<PushState | null>(null);
  const [problem, setProblem] = useState("");
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  /** What the switch shows while it isn't yet so. */
  const [wanted, setWanted] = useState<boolean | null>(null);

  const load = async () => setPush(await api.push());
  /** Does something, and says how it went; what is asked for meanwhile isn't begun. `shown` is what the switch shows until then. */
  const run = async (action: () => Promise<string | undefined>, shown: boolean | null = null) => {
    if (busy) return;
    setBusy(true);
    setWanted(shown);
    setProblem("");
    setSaid("");
    try {
      setSaid((await action()) ?? "");
      await load();
    } catch (error) {
      setProblem(error instanceof ApiError ? errorText(error) : "The browser could not be set up for notifications.");
    }
    setBusy(false);
    setWanted(null);
  };
  useEffect(() => {
    load().catch((error: unknown) => setProblem(errorText(error)));
  }, []);

  const here = push?.subscriptions.find(({ current }) => current);
  const others = push?.subscriptions.filter(({ current }) => !current) ?? [];
  const turnOn = () =>
    run(async () => {
      if (!(await askLeave())) return "The browser was not given leave to notify you.";
      await keepPush(push!.publicKey!);
      notified.keep(me.value.id, true);
      return undefined;
    }, true);
  const turnOff = () =>
    run(async () => {
      notified.keep(me.value.id, false);
      if (here) await api.endSubscription(here.id);
      await endPush();
      return undefined;
    }, false);
  const test = () => run(() => api.testSubscription(here!.id).then(() => "Sent. It appears in a moment."));

  return (
    <Dialog title="Notifications">
      <div class="notifications" aria-busy={busy || push === null}>
        {push && <Here push={push} on={wanted ?? here !== undefined} onTurn={here ? turnOff : turnOn} />}
        {here && (
          <div class="notifications-test">
            <button type="button" class="secondary" onClick={test}>
              Send a test notification
            </button>
          </div>
        )}
        <p class="notifications-said" role="status">
          {said}
        </p>
        <Problem>{problem}</Problem>
        <p class="hint">
          You are notified of what you aren’t looking at: direct messages, your name, and everything in rooms that are
          set to “Everything”.
        </p>
        {here && <p class="hint">{systemHint(deviceName(navigator.userAgent))}</p>}
        {others.length > 0 && <Others subscriptions={others} onEnd={(id) => run(() => end(id))} />}
        <Install />
        <RoomLevels />
      </div>
    </Dialog>
  );
}

const end = (id: number): Promise<undefined> => api.endSubscription(id).then(() => undefined);

interface HereProps {
  push: PushState;
  on: boolean;
  onTurn: () => void;
}

/** This device: a switch, or why there is none. */
function Here({ push, on, onTurn }: HereProps) {
  const able = support();
  if (push.publicKey === null) return <p>Notifications are turned off on this server.</p>;
  if (able === "denied") return <Blocked />;
  if (able !== "ready") return <p>{WHY_NOT[able]}</p>;
  return (
    <label class="choice">
      <input type="checkbox" checked={on} onChange={onTurn} />
      <span>
        <b>Notify me on this device</b>
        <span class="hint">
          {on || Notification.permission === "granted"
            ? "Until you sign out here."
            : "The browser will ask you whether Campfire may."}
        </span>
      </span>
    </label>
  );
}

/** The way back for whoever said no to the browser. */
function Blocked() {
  return (
    <div>
      <p>{WHY_NOT.denied}</p>
      <ol class="steps">
        {stepsToAllow(deviceName(navigator.userAgent), location.host).map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </div>
  );
}

function Others({ subscriptions, onEnd }: { subscriptions: readonly Subscription[]; onEnd: (id: number) => void }) {
  return (
    <section>
      <h3>Also on</h3>
      <ul class="sessions">
        {subscriptions.map(({ id, userAgent }) => (
          <li key={id} class="person">
            <span class="person-name">{deviceName(userAgent)}</span>
            <button type="button" class="secondary compact" onClick={() => onEnd(id)}>
              Turn off<span class="hidden"> on {deviceName(userAgent)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The way to the home screen, where there is one to offer. */
function Install() {
  if (isInstalled() || (!installPrompt.value && !isApple())) return null;
  return (
    <section>
      <h3>As an app</h3>
      {installPrompt.value ? (
        <button type="button" class="secondary" onClick={installPrompt.value}>
          Install Campfire
        </button>
      ) : (
        <p class="hint">Choose Share, then “Add to Home Screen”: Campfire gets a window and a badge of its own.</p>
      )}
    </section>
  );
}
