/** Clock times follow the device's habit; words are English like the rest of the client. */
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const english = navigator.language.startsWith("en") ? undefined : "en-GB";
const day = new Intl.DateTimeFormat(english, { weekday: "long", day: "numeric", month: "long" });
const dayAndYear = new Intl.DateTimeFormat(english, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(english, { dateStyle: "full", timeStyle: "short" });

export const clockTime = (iso: string) => clock.format(new Date(iso));
export const fullTime = (iso: string) => full.format(new Date(iso));

/** A key for the calendar day on which something happened, by this device's time zone. */
export function dayKey(iso: string): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** "Today", "Yesterday", "Monday, 3 March", or with the year when it was another one. */
export function dayName(iso: string, now = new Date()): string {
  const key = dayKey(iso);
  if (key === dayKey(now.toISOString())) return "Today";
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1, 12);
  if (key === dayKey(yesterday.toISOString())) return "Yesterday";
  const date = new Date(iso);
  return (date.getFullYear() === now.getFullYear() ? day : dayAndYear).format(date);
}
