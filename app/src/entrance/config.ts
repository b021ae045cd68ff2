import type { ConfigReader } from "../config-values.ts";

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

export const entranceVariables = ["CAMPFIRE_TLS", "CAMPFIRE_REQUIRED_HEADER"] as const;

export function readEntrance(reader: ConfigReader): EntranceConfig {
  return {
    tls: reader.choice("CAMPFIRE_TLS", ["off", "self-signed"], "off"),
    requiredHeader: readRequiredHeader(reader),
  };
}

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
