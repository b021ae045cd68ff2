/** Arrow keys walk from message to message; Enter opens the one that has the focus. */
export function walk(event: KeyboardEvent): void {
  const log = event.currentTarget as HTMLElement;
  const target = event.target as HTMLElement;
  const current = target.closest<HTMLElement>("article");
  if (target.closest("form")) return;
  if (event.key === "Enter" && target === current) current?.querySelector<HTMLElement>(".message-time")?.click();
  if (event.key === "Escape" && current && target !== current) current.focus();
  // There the keys move the code.
  if (target.closest("pre")) return;
  if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
  const articles = [...log.querySelectorAll("article")];
  const index = current ? articles.indexOf(current) : articles.length;
  const next = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: articles.length - 1 }[event.key]!;
  event.preventDefault();
  articles[Math.max(0, Math.min(next, articles.length - 1))]?.focus();
}

const ACTIONS = ":is(.message-author, .mention[role=button], :is(.message-actions, .boosts) button)";

/** The message with the focus has its actions in the tab order, and no other has. */
export function bringActions(event: FocusEvent): void {
  const log = event.currentTarget as HTMLElement;
  const current = (event.target as HTMLElement).closest("article");
  for (const button of log.querySelectorAll<HTMLElement>(`${ACTIONS}[tabindex="0"]`)) button.tabIndex = -1;
  for (const button of current?.querySelectorAll<HTMLElement>(ACTIONS) ?? []) button.tabIndex = 0;
}
