import { addBoost, takeBackBoost } from "../changes.ts";
import { me, users } from "../chat-context.ts";
import type { Message } from "../protocol.ts";
import { errorText } from "../ui/error-texts.ts";
import { groupBy } from "../ui/grouping.ts";
import { BoostIcon } from "../ui/icons.tsx";
import { listOf, userName } from "../ui/names.ts";
import { togglePopup } from "../ui/popup.tsx";
import { toast } from "../ui/toast.tsx";
import { BoostPicker } from "./boost-picker.tsx";

/** The boosts below a message, and a way to add one. Pressing one adds one's own to it, or takes it back. */
export function Boosts({ message }: { message: Message }) {
  const { boosts: all = [] } = message;
  if (all.length === 0) return null;
  const myId = me.value.id;
  return (
    <ul class="boosts" aria-label="Boosts">
      {groupBy(all, (boost) => boost.content).map(([content, boosts]) => {
        const own = boosts.find((boost) => boost.userId === myId);
        const names = listOf(boosts.map((boost) => (boost === own ? "you" : userName(users.value, boost.userId))));
        const toggle = () =>
          (own ? takeBackBoost(message, own.id) : addBoost(message, content)).catch((error: unknown) =>
            toast(errorText(error)),
          );
        return (
          <li key={content}>
            <button
              type="button"
              class={own ? "boost own" : "boost"}
              tabIndex={-1}
              aria-pressed={own !== undefined}
              aria-label={`${content} by ${names}`}
              title={names}
              onClick={toggle}
            >
              <span dir="auto">{content}</span>
              {boosts.length > 1 && <span class="boost-count">{boosts.length}</span>}
            </button>
          </li>
        );
      })}
      <li>
        <button
          type="button"
          class="boost add"
          tabIndex={-1}
          aria-label="Add another"
          title="Add another"
          aria-haspopup="dialog"
          onClick={(event) => togglePopup(event.currentTarget, <BoostPicker message={message} />)}
        >
          <BoostIcon />
        </button>
      </li>
    </ul>
  );
}
