import type { ConfigReader } from "../config-values.ts";

export interface PreviewConfig {
  /** Whether links are looked at, and shown with what they lead to. */
  enabled: boolean;
  /** Whether links may lead to private addresses, on any port. */
  allowPrivate: boolean;
}

export const readPreviewConfig = (reader: ConfigReader): PreviewConfig => ({
  enabled: reader.flag("CAMPFIRE_LINK_PREVIEWS", true),
  allowPrivate: reader.flag("CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE", false),
});
