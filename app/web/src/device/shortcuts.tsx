import { useEffect } from "preact/hooks";
import { showDialog } from "../dialogs/dialog.tsx";
import { NewDirectDialog } from "../dialogs/new-direct.tsx";
import { SearchDialog } from "../dialogs/search.tsx";

/** What the installed app's icon offers besides opening it (the manifest's shortcuts). */
const SHORTCUTS = new Map([
  ["#new-message", () => <NewDirectDialog />],
  ["#search", () => <SearchDialog />],
]);

/** Opens what the address asks for after its #, once. */
export function useShortcuts(): void {
  useEffect(() => {
    const follow = () => {
      const dialog = SHORTCUTS.get(location.hash);
      if (!dialog) return;
      history.replaceState(null, "", location.pathname + location.search);
      showDialog(dialog());
    };
    follow();
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
}
