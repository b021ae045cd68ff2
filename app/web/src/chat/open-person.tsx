import { showDialog } from "../dialogs/dialog.tsx";
import { PersonDialog } from "../dialogs/person.tsx";

const PLAIN = '<span class="mention';
const PRESSABLE = `<span role="button" tabindex="-1" aria-haspopup="dialog" class="mention`;

/** The server's HTML of a message, with the people whom it mentions to be pressed. A "<" in what people wrote is escaped, so it's never changed. */
export const withMentionsToPress = (html: string) => html.replaceAll(PLAIN, PRESSABLE);

/** Shows who somebody is when their name, their picture or a mention of them is clicked, or pressed where the browser doesn't do that by itself. */
export function openPerson(event: MouseEvent | KeyboardEvent): void {
  const target = event.target as HTMLElement;
  const mention = target.closest<HTMLElement>(".mention[data-user-id]");
  if (event instanceof KeyboardEvent && (!mention || (event.key !== "Enter" && event.key !== " "))) return;
  const inPicture = target.closest(".message > .avatar")?.parentElement;
  const named =
    mention ??
    target.closest<HTMLElement>(".message-author") ??
    inPicture?.querySelector<HTMLElement>(".message-author");
  const userId = Number(named?.dataset.userId);
  if (!userId) return;
  event.preventDefault();
  // Where the focus comes back to.
  named?.focus({ preventScroll: true });
  showDialog(<PersonDialog userId={userId} />);
}
