import { describe, expect, it } from "vitest";
import type { PlatformName } from "../../infra/platform-names.ts";
import { matrix } from "./matrix.ts";
import { planCell } from "./plan.ts";

/** What a whole stack is made wrong by, and the code that says so. */
const wrong: [string, PlatformName, Record<string, string>, string][] = [
  ["public TLS without a domain", "docker", { "campfire:domain": "", "campfire:tls": "public" }, "DOMAIN_MISSING"],
  ["public TLS without a domain", "kubernetes", { "campfire:domain": "", "campfire:tls": "public" }, "DOMAIN_MISSING"],
  ["shared storage without a class", "kubernetes", { "campfire:filesStorageClass": "" }, "STORAGE_CLASS_MISSING"],
  ["a bucket that the app would not take", "kubernetes", { "campfire:filesUrl": "s3://Files" }, "SETTING_INVALID"],
  ["attachments in two places", "kubernetes", { "campfire:filesUrl": "s3://files?region=x" }, "FILES_IN_TWO_PLACES"],
  ["more replicas than the bus allows", "kubernetes", { "campfire:replicas": "99" }, "TOO_MANY_REPLICAS"],
  ...(["aws", "gcp", "azure"] as const).map((cloud): (typeof wrong)[number] => [
    "a domain without a zone",
    cloud,
    { "campfire:dnsZone": "" },
    "DNS_ZONE_UNSET",
  ]),
  ["a domain outside its zone", "aws", { "campfire:dnsZone": "example.org" }, "DOMAIN_OUTSIDE_ZONE"],
  ["a domain outside its zone", "azure", { "campfire:dnsZone": "dns/example.org" }, "DOMAIN_OUTSIDE_ZONE"],
  ["more replicas than the bus allows", "docker", { "campfire:replicas": "99" }, "TOO_MANY_REPLICAS"],
  [
    "a last day in production",
    "gcp",
    { "campfire:lifecycle": "production", "campfire:expiresAt": "2026-12-31" },
    "EXPIRY_IN_PRODUCTION",
  ],
  [
    "an image by its tag",
    "kubernetes",
    { "campfire:image": "registry.example.com/campfire:latest" },
    "SETTING_INVALID",
  ],
];

describe("before anything is registered", () => {
  it.each(wrong)("%s is refused on %s", async (_, platform, config, code) => {
    const cell = matrix.find((one) => one.platform === platform);
    if (!cell) throw new Error(`the matrix has no ${platform}`);
    await expect(planCell({ ...cell, config: { ...cell.config, ...config } })).rejects.toThrow(code);
  });
});
