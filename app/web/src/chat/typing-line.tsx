import { typing, users } from "../chat-context.ts";
import { listOf, userName } from "../ui/names.ts";

/** Who is typing in the room. Always there, so that nothing moves when somebody begins. */
export function TypingLine({ roomId }: { roomId: number }) {
  const people = [...(typing.value.get(roomId)?.keys() ?? [])].map((id) => userName(users.value, id));
  const text =
    people.length > 3
      ? "Several people are typing"
      : people.length
        ? `${listOf(people)} ${people.length > 1 ? "are" : "is"} typing`
        : "";
  return (
    <p class="typing">
      {text && (
        <>
          <span class="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span dir="auto">{text}</span>
        </>
      )}
    </p>
  );
}
