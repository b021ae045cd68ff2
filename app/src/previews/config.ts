import type { ConfigReader } from "../config-values.ts";
import { flag } from "../settings/variable.ts";

export interface PreviewConfig {
  /** Whether links are looked at, and shown with what they lead to. */
  enabled: boolean;
  /** Whether links may lead to private addresses, on any port. */
  allowPrivate: boolean;
}

export const previewVariables = {
  enabled: flag("CAMPFIRE_LINK_PREVIEWS", {
    fallback: true,
    does: "shows what the links of messages lead to; the server asks those pages",
    readBy: ["serve"],
  }),
  allowPrivate: flag("CAMPFIRE_LINK_PREVIEW_ALLOW_PRIVATE", {
    fallback: false,
    does: "lets links lead to private addresses and any port: every member may then have the titles of pages inside the network shown",
    readBy: ["serve"],
  }),
};

export const readPreviewConfig = (reader: ConfigReader): PreviewConfig => ({
  enabled: previewVariables.enabled.read(reader),
  allowPrivate: previewVariables.allowPrivate.read(reader),
});
