/** The build gathers style sheets on its own. */
declare module "*.css";

declare module "markdown-it-emoji/lib/data/full.mjs" {
  /** Emoji by the names that GitHub gives them. */
  const emoji: Readonly<Record<string, string>>;
  export default emoji;
}
