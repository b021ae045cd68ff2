import { useEffect, useState } from "preact/hooks";
import { Logo } from "../ui/logo.tsx";

/** The moment before the chat is there; words appear only when it takes long. */
export function Starting({ unreachable }: { unreachable: boolean }) {
  const connected = useConnected();
  const words = connected
    ? "Campfire can’t be reached right now. Trying again…"
    : "You are not connected. Your conversations come back by themselves once you are.";
  return (
    <main class="starting" aria-busy="true">
      <Logo />
      <p role="status">{unreachable ? words : ""}</p>
      {unreachable && (
        <button type="button" class="secondary" onClick={() => location.reload()}>
          Try again
        </button>
      )}
    </main>
  );
}

/** Whether the device has a network at all. */
function useConnected(): boolean {
  const [connected, setConnected] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => setConnected(navigator.onLine);
    for (const type of ["online", "offline"]) addEventListener(type, look);
    return () => {
      for (const type of ["online", "offline"]) removeEventListener(type, look);
    };
  }, []);
  return connected;
}
