import { me } from "../chat-context.ts";
import { AccountSettingsDialog } from "../dialogs/account-settings.tsx";
import { BotsDialog } from "../dialogs/bots.tsx";
import { showDialog, showLazily } from "../dialogs/dialog.tsx";
import { InviteDialog } from "../dialogs/invite.tsx";
import { PeopleDialog } from "../dialogs/people.tsx";
import { BotIcon, InviteIcon, LogIcon, PeopleIcon, SettingsIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, togglePopup } from "../ui/popup.tsx";

/** Inviting people, and what only administrators have in the sidebar. */
export function Administration() {
  return (
    <div class="administration">
      <button type="button" class="side-button" onClick={() => showDialog(<InviteDialog />)}>
        <InviteIcon />
        Invite people
      </button>
      {me.value.role === "administrator" && (
        <button
          type="button"
          class="icon-button"
          aria-label="Administration"
          title="Administration"
          aria-haspopup="menu"
          onClick={(event) => togglePopup(event.currentTarget, <AdministrationMenu />)}
        >
          <SettingsIcon />
        </button>
      )}
    </div>
  );
}

function AdministrationMenu() {
  return (
    <Menu label="Administration">
      <MenuItem onChoose={() => showDialog(<AccountSettingsDialog />)}>
        <SettingsIcon />
        Settings for everybody
      </MenuItem>
      <MenuItem onChoose={() => showDialog(<PeopleDialog />)}>
        <PeopleIcon />
        People
      </MenuItem>
      <MenuItem onChoose={() => showDialog(<BotsDialog />)}>
        <BotIcon />
        Bots
      </MenuItem>
      <MenuItem onChoose={() => showLazily(async () => (await import("../audit/audit-dialog.tsx")).open())}>
        <LogIcon />
        Audit log
      </MenuItem>
    </Menu>
  );
}
