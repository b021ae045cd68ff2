import { useState } from "preact/hooks";
import { api } from "../api.ts";
import { me, rooms, users } from "../chat-context.ts";
import type { Bot, Room } from "../protocol.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { errorText } from "../ui/error-texts.ts";
import { Field } from "../ui/field.tsx";
import { Form } from "../ui/form.tsx";
import { byName, isIn, roomName } from "../ui/names.ts";
import { Select } from "../ui/select.tsx";
import { AvatarField } from "./avatar-field.tsx";
import { BotsDialog } from "./bots.tsx";
import { ConfirmDialog } from "./confirm.tsx";
import { Dialog, showDialog } from "./dialog.tsx";

const URL_HINT = "It is called when the bot is mentioned, or written to in a conversation of its own.";

function BotFields({ bot }: { bot?: Bot }) {
  const { name, webhookUrl } = bot ?? {};
  return (
    <>
      <Field label="Bot’s name" name="name" required maxLength={100} autocomplete="off" defaultValue={name} />
      <Field
        label="Webhook address (optional)"
        name="webhookUrl"
        type="url"
        autocomplete="off"
        placeholder="https://example.com/campfire"
        hint={URL_HINT}
        defaultValue={webhookUrl ?? undefined}
      />
    </>
  );
}

/** The form's fields as the server takes them: no address is null. */
const read = ({ name = "", webhookUrl = "" }: Record<string, string>) => ({
  name: name.trim(),
  webhookUrl: webhookUrl.trim() || null,
});

export function NewBotDialog() {
  const submit = async (fields: Record<string, string>) => {
    try {
      showDialog(<BotDialog bot={await api.makeBot(read(fields))} />);
    } catch (error) {
      return errorText(error);
    }
  };
  return (
    <Dialog title="New bot">
      <Form action="Create bot" onSubmit={submit}>
        <BotFields />
      </Form>
    </Dialog>
  );
}

/** One bot: where it writes to, where it is called, and what ends it. */
export function BotDialog({ bot }: { bot: Bot }) {
  const name = (room: Room) => roomName(room, users.value, me.value.id);
  const joined = [...rooms.value.values()].filter((room) => isIn(room, bot)).sort((a, b) => byName(name(a), name(b)));
  const [roomId, setRoomId] = useState(joined[0]?.id ?? 1);
  const user = users.value.get(bot.id);
  const submit = async (fields: Record<string, string>) => {
    try {
      await api.changeBot(bot.id, read(fields));
      showDialog(<BotsDialog />);
    } catch (error) {
      return errorText(error);
    }
  };
  return (
    <Dialog title={bot.name} wide>
      {user && (
        <AvatarField
          user={user}
          set={(picture) => api.setBotAvatar(bot.id, picture)}
          remove={() => api.removeBotAvatar(bot.id)}
        />
      )}
      <div class="field">
        <label for="bot-room">Room to write to</label>
        <Select id="bot-room" value={roomId} onChange={(event) => setRoomId(Number(event.currentTarget.value))}>
          {joined.map((room) => (
            <option key={room.id} value={room.id}>
              {name(room)}
            </option>
          ))}
        </Select>
      </div>
      <CopyField
        label="Try it"
        value={`curl -d 'Hello!' ${location.origin}/rooms/${roomId}/${bot.key}/messages`}
        hint="The address holds the bot’s key: whoever knows it can write as the bot."
      />
      {bot.webhookSecret && (
        <CopyField
          label="Webhook secret"
          value={bot.webhookSecret}
          hint="Calls are signed with it, in the header X-Campfire-Signature."
        />
      )}
      <Form
        action="Save"
        onSubmit={submit}
        beside={
          <>
            <button type="button" class="quiet danger beside-start" onClick={() => showDialog(<RemoveBot bot={bot} />)}>
              Remove bot…
            </button>
            <button type="button" class="secondary" onClick={() => showDialog(<NewKey bot={bot} />)}>
              New key…
            </button>
          </>
        }
      >
        <BotFields bot={bot} />
      </Form>
    </Dialog>
  );
}

function NewKey({ bot }: { bot: Bot }) {
  return (
    <ConfirmDialog
      title={`A new key for ${bot.name}?`}
      action="Make a new key"
      onConfirm={async () => {
        try {
          return <BotDialog bot={await api.renewBotKey(bot.id)} />;
        } catch (error) {
          return errorText(error);
        }
      }}
    >
      <p>The old one stops working at once: whatever writes as the bot has to be given the new address.</p>
    </ConfirmDialog>
  );
}

function RemoveBot({ bot }: { bot: Bot }) {
  return (
    <ConfirmDialog
      title={`Remove ${bot.name}?`}
      action="Remove bot"
      onConfirm={async () => {
        try {
          await api.removeBot(bot.id);
          return <BotsDialog />;
        } catch (error) {
          return errorText(error);
        }
      }}
    >
      <p>Its key stops working at once, for good. What it wrote stays.</p>
    </ConfirmDialog>
  );
}
