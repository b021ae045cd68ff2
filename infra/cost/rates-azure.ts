import type { PostgresTier, RedisTier } from "../azure/sizing.ts";

/** US dollars. Per hour where nothing else is said; databases and caches per node. */
export const price = {
  vcpuSecond: 0.000_024,
  gibSecond: 0.000_003,
  /** Own nodes: the plan itself, and a D4 of 4 cores and 16 GiB. */
  dedicatedPlan: 0.1,
  dedicatedD4: 4 * 0.0571 + 16 * 0.005,
  frontDoorPerMonth: { Standard_AzureFrontDoor: 35, Premium_AzureFrontDoor: 330 },
  frontDoorPerGB: 0.083,
  frontDoorPer10000Requests: { Standard_AzureFrontDoor: 0.009, Premium_AzureFrontDoor: 0.015 },
  database: { Standard_B2s: 0.068, Standard_D2ds_v5: 0.178, Standard_D4ds_v5: 0.356 } satisfies Record<
    PostgresTier,
    number
  >,
  databasePerGiBMonth: 0.115,
  databaseFarBackupPerGiBMonth: 0.19,
  cache: { Balanced_B0: 0.018, Balanced_B3: 0.072, Balanced_B5: 0.146 } satisfies Record<RedisTier, number>,
  filesPerGBMonth: 0.032,
  backupPerGBMonth: { near: 0.023, far: 0.041 },
  registryPerMonth: { Basic: 5.07, Standard: 20.28 },
  privateEndpoint: 0.01,
  privateZonePerMonth: 0.5,
  logsPerGB: 2.76,
  metricSamplesPerMillion: 0.016,
  grafana: 0.069,
  secretOperationsPer10000: 0.03,
};

/** Where a price was read, and of when that is. Prices without an entry are as we knew them. */
export const readAt: Partial<Record<keyof typeof price, string>> = {
  frontDoorPerMonth: "blog.cdnsun.com/microsoft-azure-front-door-pricing, 2026",
  frontDoorPerGB: "blog.cdnsun.com/microsoft-azure-front-door-pricing, 2026",
  frontDoorPer10000Requests: "blog.cdnsun.com/microsoft-azure-front-door-pricing, 2026",
};
