/** The list of a library that comes without types; the client uses it too. */
declare module "markdown-it-emoji/lib/data/full.mjs" {
  /** Emoji by the names that GitHub gives them. */
  const emoji: Readonly<Record<string, string>>;
  export default emoji;
}
