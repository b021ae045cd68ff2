import type * as pulumi from "@pulumi/pulumi";
import type { Part, PartName, Parts, Platform, Spec } from "./contract.ts";
import { describeCost } from "./cost/estimate.ts";

/** What `pulumi stack output` (or `npm run outputs`) shows. */
export interface Outputs {
  /** The chat's address. */
  url: pulumi.Output<string>;
  /** Part → what it is and where, one line each. */
  parts: Record<PartName, pulumi.Input<string>>;
  /** Name → address of what an operator opens: dashboards, Prometheus, … */
  links: Record<string, pulumi.Input<string>>;
  /** Where the backups are. */
  backups: pulumi.Output<string>;
  /** DNS records to make by hand, by what they are for. */
  dns: Record<string, pulumi.Input<string>>;
  /** What the operator should know of a stack that works, with the remedy. */
  notices: string[];
  /** What an operator does → the command for it. */
  commands: Record<string, pulumi.Input<string>>;
  /** What a stack that borrows this one's network has to know of it; absent where it can't be borrowed. */
  network?: Record<string, pulumi.Input<unknown>>;
  /** What the stack costs a month by a price list of a date; absent where nothing is paid for. */
  estimatedMonthlyCost?: string;
}

/** One Campfire: what stands before the app, the app, what it keeps its data in, and what watches over it. */
export function composeStack<P extends Parts>(platform: Platform<P>, spec: Spec): Outputs {
  const network = platform.network(spec);
  const secrets = platform.secrets(spec, { network });

  const database = platform.database(spec, { network, secrets });
  const cache = platform.cache(spec, { network, secrets });
  const files = platform.files(spec, { network, secrets });

  const image = platform.image(spec, { network });
  const service = platform.service(spec, { network, secrets, database, cache, files, image });
  const ingress = platform.ingress(spec, { network, service });

  const backups = platform.backups(spec, { network, secrets, database, files, image, service });
  const monitoring = platform.monitoring(spec, { network, secrets, database, cache, service, ingress, backups });

  const parts: Parts = { network, secrets, database, cache, files, image, service, ingress, backups, monitoring };
  const all = Object.entries<Part>({ ...parts });
  const estimatedMonthlyCost = describeCost(spec);
  return {
    url: ingress.url,
    parts: Object.fromEntries(all.map(([name, part]) => [name, part.summary])) as Outputs["parts"],
    links: monitoring.links,
    backups: backups.location,
    dns: Object.assign({}, ...all.map(([, part]) => part.records ?? {})),
    notices: all.flatMap(([, part]) => part.notices ?? []),
    commands: Object.assign({}, ...all.map(([, part]) => part.commands ?? {}), removal(spec)),
    ...(network.lends && { network: network.lends }),
    ...(estimatedMonthlyCost && { estimatedMonthlyCost }),
  };
}

/** How a stack goes that resists being deleted: in two steps, so that it is no accident. */
const removal = ({ stack, lifecycle }: Spec) =>
  lifecycle.protectData
    ? {
        "remove the stack, data and all, on purpose": `pulumi config set lifecycle staging --stack ${stack}, then \`npm run up -- --stack ${stack}\`, which lifts the protection, then \`npm run down -- --stack ${stack}\``,
      }
    : {};
