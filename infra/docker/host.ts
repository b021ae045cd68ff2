import * as pulumi from "@pulumi/pulumi";
import type { Spec } from "../contract.ts";

/** Where the containers run: the setting docker:host, else the environment's, else this machine's own engine. */
export const engineAddress = (): string =>
  new pulumi.Config("docker").get("host") ?? process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock";

/** The machine of an engine's address: `chat.example.com` of `ssh://admin@chat.example.com:2222`, undefined for this one. */
export function machineOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && ["ssh:", "tcp:"].includes(url.protocol) && url.hostname !== "" ? url.hostname : undefined;
}

/** The host name that the chat is served at: the setting, else the machine's. */
export const hostOf = ({ settings }: Spec, address = engineAddress()): string =>
  settings.domain || (machineOf(address) ?? "localhost");
