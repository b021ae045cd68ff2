import { DropTarget } from "../attachments/drop-target.tsx";
import { stage } from "../attachments/staged.ts";
import { me, rooms, users } from "../chat-context.ts";
import type { Room } from "../protocol.ts";
import { RoomSounds } from "../sounds/room-sounds.tsx";
import { roomName } from "../ui/names.ts";
import { Announcer } from "./announcer.tsx";
import { Composer } from "./composer.tsx";
import { ConnectionNote } from "./connection-note.tsx";
import { NewestBelow, UnreadAbove } from "./jump-pills.tsx";
import { MessageLog } from "./message-log.tsx";
import { NoSuchRoom } from "./nothing-here.tsx";
import { RoomBeginning } from "./room-beginning.tsx";
import { RoomHeader } from "./room-header.tsx";
import { TypingLine } from "./typing-line.tsx";
import { useRoomView } from "./use-room-view.ts";

interface RoomScreenProps {
  roomId: number;
  messageId: number | null;
  visits: number;
}

export function RoomScreen({ roomId, messageId, visits }: RoomScreenProps) {
  const room = rooms.value.get(roomId);
  if (!room) return <NoSuchRoom />;
  return <OpenRoom key={roomId} room={room} messageId={messageId} visits={visits} />;
}

function OpenRoom({ room, messageId, visits }: { room: Room; messageId: number | null; visits: number }) {
  const view = useRoomView(room, messageId, visits);
  const name = roomName(room, users.value, me.value.id);
  const onFiles = (files: File[]) => {
    stage(room.id, files);
    document.getElementById("message")?.focus();
  };
  return (
    <section class="room" aria-label={name}>
      <RoomHeader room={room} name={name} />
      <ConnectionNote />
      {view.lostTarget && (
        <p class="strip" role="status">
          That message isn’t here any more. These are the newest ones.
        </p>
      )}
      <div class="log-frame">
        <UnreadAbove room={room} readUpTo={view.readUpTo} onJump={view.jumpToUnread} />
        <MessageLog roomId={room.id} name={name} readUpTo={view.readUpTo} highlighted={view.highlighted} log={view.log}>
          <RoomBeginning room={room} name={name} />
        </MessageLog>
        {!view.pinned && <NewestBelow room={room} onJump={view.jumpToNewest} />}
      </div>
      <footer class="room-foot">
        <TypingLine roomId={room.id} />
        <Composer roomId={room.id} name={name} onSent={view.onSent} />
      </footer>
      <Announcer roomId={room.id} />
      <RoomSounds roomId={room.id} />
      <DropTarget name={name} onFiles={onFiles} />
    </section>
  );
}
