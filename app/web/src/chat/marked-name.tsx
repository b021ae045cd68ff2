import type { ComponentChildren } from "preact";
import type { Presence } from "./standing.ts";

interface MarkedNameProps {
  /** What stands before the name. */
  mark: ComponentChildren;
  name: string;
  presence: Presence;
}

/** A room or a person in the sidebar: the sign, the name, and whether somebody is there. */
export function MarkedName({ mark, name, presence }: MarkedNameProps) {
  return (
    <>
      <span class="room-mark">
        {mark}
        {presence && <span class={`presence ${presence}`} />}
      </span>
      <span class="room-link-name">
        <bdi>{name}</bdi>
      </span>
      {presence && <span class="hidden">{presence}</span>}
    </>
  );
}
