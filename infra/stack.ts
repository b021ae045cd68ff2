import type * as pulumi from "@pulumi/pulumi";
import type { Part, PartName, Parts, Platform, Spec } from "./contract.ts";

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
  /** What for → command that an operator types. */
  commands: Record<string, pulumi.Input<string>>;
  /** DNS records to make by hand, name and type → value. */
  dns: Record<string, pulumi.Input<string>>;
  /** What a stack with the setting `networkStack` reads to borrow this one's network. */
  network?: pulumi.Output<Record<string, string>>;
  /** What the operator should know of a stack that works, with the remedy. */
  notices: string[];
}

/** One Campfire: what stands before the app, the app, what it keeps its data in, and what watches over it. */
export function composeStack<P extends Parts>(platform: Platform<P>, spec: Spec): Outputs {
  const network = platform.network(spec);
  const secrets = platform.secrets(spec, { network });

  const database = platform.database(spec, { network, secrets });
  const cache = platform.cache(spec, { network, secrets });
  const files = platform.files(spec, { network });

  const image = platform.image(spec, { network });
  const service = platform.service(spec, { network, secrets, database, cache, files, image });
  const ingress = platform.ingress(spec, { network, service });

  const backups = platform.backups(spec, { network, secrets, database, files, image, service });
  const monitoring = platform.monitoring(spec, { network, secrets, database, cache, service, ingress, backups });

  const parts: Parts = { network, secrets, database, cache, files, image, service, ingress, backups, monitoring };
  const all = Object.entries<Part>({ ...parts });
  return {
    url: ingress.url,
    parts: Object.fromEntries(all.map(([name, part]) => [name, part.summary])) as Outputs["parts"],
    links: monitoring.links,
    backups: backups.location,
    commands: Object.assign({}, ...all.map(([, part]) => part.commands)),
    dns: ingress.records ?? {},
    network: network.lends,
    notices: all.flatMap(([, part]) => part.notices ?? []),
  };
}
