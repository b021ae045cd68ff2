import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";

interface MentionListProps {
  people: readonly User[];
  active: number;
  onActive: (index: number) => void;
  onChoose: (user: User) => void;
}

export const optionId = (index: number) => `mention-${index}`;

/** The people that what is typed after an @ may mean. The message box keeps the focus and has the keys. */
export function MentionList({ people, active, onActive, onChoose }: MentionListProps) {
  return (
    <div class="mention-list" id="mentions" role="listbox" aria-label="People to mention">
      {people.map((user, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the message box has the focus and the keys
        <div
          key={user.id}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          onMouseMove={() => onActive(index)}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(user)}
        >
          <Avatar user={user} size="small" />
          <bdi>{user.name}</bdi>
          {user.role === "bot" && <span class="tag">bot</span>}
        </div>
      ))}
    </div>
  );
}
