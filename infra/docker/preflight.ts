import { alertProblems } from "../alerting.ts";
import { capacityProblems } from "../capacity.ts";
import type { Spec } from "../contract.ts";
import { unlockedProblems } from "../image-lock.ts";
import type { ImageName } from "../images.ts";
import type { Problem } from "../problems.ts";
import { tlsProblems } from "../tls.ts";
import { engineProblems } from "./engine.ts";
import { engineAddress } from "./host.ts";

const used: ImageName[] = [
  "alertmanager",
  "caddy",
  "grafana",
  "nodeExporter",
  "postgres",
  "postgresExporter",
  "prometheus",
  "valkey",
  "valkeyExporter",
];

/** What a spec asks for that this platform never offers. */
export const validate = (spec: Spec): Problem[] => [
  ...tlsProblems(spec),
  ...capacityProblems(spec),
  ...alertProblems(spec.settings),
];

/** What stands in the way on this host now. */
export const preflight = async (spec: Spec): Promise<Problem[]> => [
  // The app is built upon Node's image, unless CI has done that.
  ...unlockedProblems(spec, spec.settings.image === "" ? [...used, "node"] : used),
  ...(await engineProblems(engineAddress())),
];
