import { useLayoutEffect, useRef } from "preact/hooks";
import { me } from "../chat-context.ts";
import { colourCode } from "../code/colour-code.ts";
import type { Message } from "../protocol.ts";
import { isOnlyEmoji } from "../ui/only-emoji.ts";
import { fullTime } from "../ui/times.ts";
import { withMentionsToPress } from "./open-person.tsx";

/** What somebody wrote: with the mentions of oneself marked, and code in colours. */
export function Written({ message }: { message: Message }) {
  const body = useRef<HTMLDivElement>(null);
  const html = withCodeToReach(markOwnMentions(message));
  useLayoutEffect(() => {
    if (html.includes("<pre")) colourCode(body.current!);
  }, [html]);
  return (
    <>
      <div
        ref={body}
        class={isOnlyEmoji(message.text) ? "message-body emoji" : "message-body"}
        dir="auto"
        // The server made it safe (docs/protocol.md).
        dangerouslySetInnerHTML={{ __html: html }}
      />
      {message.editedAt && (
        <span class="message-note" title={fullTime(message.editedAt)}>
          edited
        </span>
      )}
    </>
  );
}

/** Code that is too wide or too long for the log is moved by keys as well. */
const withCodeToReach = (html: string) => html.replaceAll("<pre>", '<pre tabindex="0">');

/** The server marks everybody who is mentioned; only this device knows who looks. A "<" in what people wrote is escaped, so it's never changed. */
function markOwnMentions({ html, mentions }: Message): string {
  const { id } = me.value;
  if (!mentions?.length) return html;
  const marked = html.replaceAll(
    `<span class="mention" data-user-id="${id}">`,
    `<span class="mention me" data-user-id="${id}">`,
  );
  return withMentionsToPress(marked);
}
