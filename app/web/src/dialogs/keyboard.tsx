import { FORMATS, isMac, keyName } from "../chat/formatting.ts";
import { Dialog } from "./dialog.tsx";

const command = isMac ? "⌘" : "Ctrl+";
const alt = isMac ? "⌥" : "Alt+";

const GROUPS: [title: string, keys: [keys: string, what: string][]][] = [
  [
    "Getting around",
    [
      [`${command}K`, "Jump to a room or a person"],
      [`${alt}↑ or ${alt}↓`, "The room above or below"],
      [`${alt}${isMac ? "⇧" : "Shift+"}↑ or ↓`, "The next room with something new"],
      [`${command}/`, "These keys"],
    ],
  ],
  [
    "Writing",
    [
      ["Enter", "Send; in a code block a new line"],
      ["Shift+Enter", "A new line"],
      ["↑", "Edit your last message, when nothing is written"],
      ["@", "Mention somebody"],
      [":", "An emoji by its name"],
      ...FORMATS.filter(({ key }) => key).map((format): [string, string] => [keyName(format), format.name]),
    ],
  ],
  [
    "Among messages",
    [
      ["↑ or ↓", "From message to message"],
      ["Tab", "What can be done with a message"],
      ["Enter", "Open a message’s own address"],
      ["Esc", "Close what lies on top"],
    ],
  ],
];

/** What can be done without a mouse. */
export function KeyboardDialog() {
  return (
    <Dialog title="Keyboard shortcuts">
      {GROUPS.map(([title, keys]) => (
        <section key={title} class="keyboard">
          <h3>{title}</h3>
          <dl>
            {keys.map(([name, what]) => (
              <div key={name}>
                <dt>{what}</dt>
                <dd>
                  <kbd>{name}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
