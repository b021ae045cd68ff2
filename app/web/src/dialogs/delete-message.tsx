import { removeMessage } from "../changes.ts";
import { stopEditing } from "../chat/editing.ts";
import { me } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { ConfirmDialog } from "./confirm.tsx";

const MOST_LETTERS = 240;

export function DeleteMessageDialog({ message }: { message: Message }) {
  const submit = async () => {
    try {
      await removeMessage(message);
      stopEditing();
    } catch (error) {
      return errorText(error);
    }
  };
  const own = message.creatorId === me.value.id;
  const { text } = message;
  return (
    <ConfirmDialog title="Delete this message?" action="Delete message" onConfirm={submit}>
      <blockquote class="excerpt" dir="auto">
        {text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text}
      </blockquote>
      <p>It goes away for everybody{own ? "" : ", though somebody else wrote it"}, and can’t be brought back.</p>
    </ConfirmDialog>
  );
}
