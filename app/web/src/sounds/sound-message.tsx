import type { Message } from "../protocol.ts";
import { SoundIcon, SoundOffIcon } from "../ui/icons.tsx";
import { muted, playSound } from "./sounds.ts";

/** A message that played a sound, with a button to hear it again. */
export function SoundMessage({ message }: { message: Message }) {
  const { sound = "" } = message;
  const off = muted.value;
  return (
    <div class="message-body sound">
      <button
        type="button"
        class="icon-button small"
        aria-label={`Play ${sound}`}
        title={off ? "Sounds are muted on this device" : "Play it again"}
        disabled={off}
        onClick={() => void playSound(sound)}
      >
        {off ? <SoundOffIcon /> : <SoundIcon />}
      </button>
      <span>
        played <b>{sound}</b>
      </span>
    </div>
  );
}
