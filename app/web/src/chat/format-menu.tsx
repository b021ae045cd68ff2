import { FormatIcon } from "../ui/icons.tsx";
import { Menu, MenuItem, togglePopup } from "../ui/popup.tsx";
import { FORMATS, format, keyName } from "./formatting.ts";

/** A button for those who don't know Markdown, or its keys here. */
export function FormatButton({ field }: { field: () => HTMLTextAreaElement }) {
  return (
    <button
      type="button"
      class="icon-button composer-tool"
      aria-label="Formatting"
      title="Formatting"
      aria-haspopup="menu"
      onClick={(event) => togglePopup(event.currentTarget, <Formats field={field} />)}
    >
      <FormatIcon />
    </button>
  );
}

function Formats({ field }: { field: () => HTMLTextAreaElement }) {
  return (
    <Menu label="Formatting">
      {FORMATS.map((one) => (
        <MenuItem key={one.name} onChoose={() => format(field(), one)}>
          {one.name}
          <kbd class="menu-key">{keyName(one)}</kbd>
        </MenuItem>
      ))}
    </Menu>
  );
}
