import { Logo } from "../ui/logo.tsx";

/** The moment before the chat is there; words appear only when it takes long. */
export function Starting({ unreachable }: { unreachable: boolean }) {
  return (
    <main class="starting" aria-busy="true">
      <Logo />
      <p role="status">{unreachable ? "Campfire can’t be reached right now. Trying again…" : ""}</p>
    </main>
  );
}
