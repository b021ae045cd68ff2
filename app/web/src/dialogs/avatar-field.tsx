import { session } from "../chat-context.ts";
import type { User } from "../protocol.ts";
import { Avatar } from "../ui/avatar.tsx";
import { PictureField } from "../ui/picture-field.tsx";

interface AvatarFieldProps {
  user: User;
  set: (picture: Blob) => Promise<{ user: User }>;
  remove: () => Promise<{ user: User }>;
}

/** The picture of a person or a bot, which changes as soon as another is chosen. */
export function AvatarField({ user, set, remove }: AvatarFieldProps) {
  const show = (answer: { user: User }) => session.value?.apply([{ type: "user", ...answer }]);
  return (
    <PictureField
      label="Picture"
      shown={<Avatar user={user} size="large" />}
      there={user.avatarUrl !== null}
      onChoose={async (picture) => show(await set(picture))}
      onRemove={async () => show(await remove())}
    />
  );
}
