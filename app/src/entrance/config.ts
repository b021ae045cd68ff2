import type { ConfigReader } from "../config-values.ts";
import { choice, custom } from "../settings/variable.ts";

/** A header that only the proxy which people have to come through sets. */
export interface RequiredHeader {
  /** In small letters, as Node has them. */
  name: string;
  value: string;
}

/** How this replica is entered: what a platform's ingress and it agree upon. */
export interface EntranceConfig {
  /** With `self-signed` it speaks TLS only, with a certificate that it makes when it starts. */
  tls: "off" | "self-signed";
  /** Null lets everybody in who can reach it. */
  requiredHeader: RequiredHeader | null;
}

export const entranceVariables = {
  tls: choice("CAMPFIRE_TLS", {
    choices: ["off", "self-signed"],
    fallback: "off",
    does: "`self-signed` serves TLS only, with a certificate made at start: for a load balancer that encrypts its way to replicas and verifies nobody",
    readBy: ["serve"],
  }),
  requiredHeader: custom({
    name: "CAMPFIRE_REQUIRED_HEADER",
    type: "like `X-Azure-FDID: …`",
    fallback: "none",
    does: "who comes without it came around the ingress and is refused (403 `wrong_entrance`), but for health checks, and for metrics asked past every proxy",
    readBy: ["serve"],
    read: readRequiredHeader,
  }),
};

export const readEntrance = (reader: ConfigReader): EntranceConfig => ({
  tls: entranceVariables.tls.read(reader),
  requiredHeader: entranceVariables.requiredHeader.read(reader),
});

function readRequiredHeader(reader: ConfigReader): RequiredHeader | null {
  const text = reader.raw("CAMPFIRE_REQUIRED_HEADER");
  if (text === undefined) return null;
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\x21-\x7e]+(?:[ \t]+[\x21-\x7e]+)*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { name: name.toLowerCase(), value };
  // The value may be one that lets people in, so it is not shown.
  const remedy = "Set a name and a value, like X-Azure-FDID: 00000000-0000-0000-0000-000000000000.";
  reader.fail("config_invalid", "CAMPFIRE_REQUIRED_HEADER", "is no header.", remedy);
  return null;
}
