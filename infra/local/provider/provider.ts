/** The Pulumi provider `local`: turns the engine's calls into calls of one of the resource types, with plain values. */

import { isDeepStrictEqual } from "node:util";
import * as provider from "@pulumi/pulumi/provider/index.js";
import { explain } from "../supervisor/errors.ts";
import { certificate, certificateAuthority } from "./certificate.ts";
import { Checker } from "./checker.ts";
import { command } from "./command.ts";
import { directory } from "./directory.ts";
import { whenEngineIsGone } from "./engine.ts";
import { file } from "./file.ts";
import type { Context, Kind } from "./kind.ts";
import { password } from "./password.ts";
import { process as processKind } from "./process.ts";
import { user } from "./user.ts";
import { holdsSecret, holdsUnknown, maskSecrets, type Properties, plain, plainProperties, secret } from "./values.ts";

const kinds: Record<string, Kind> = {
  "local:index:Certificate": certificate,
  "local:index:CertificateAuthority": certificateAuthority,
  "local:index:Command": command,
  "local:index:Directory": directory,
  "local:index:File": file,
  "local:index:Process": processKind,
  "local:index:RandomPassword": password,
  "local:index:User": user,
};

const cancelled = new AbortController();

export const local: provider.Provider = {
  version: "0.1.0",

  check: (urn, _olds, news) =>
    withoutSecrets([news], async () => {
      const { kind, context } = resolve(urn);
      const inputs = { ...kind.defaults?.(plainProperties(news)), ...news };
      const checker = new Checker(plainProperties(inputs));
      await kind.check(checker, context);
      for (const [property, reason] of Object.entries(kind.neverSecret ?? {}))
        if (holdsSecret(news[property])) checker.fail(property, reason);
      return {
        inputs,
        failures: checker.failures.map(({ property, reason }) => ({ property, reason: maskSecrets(reason, news) })),
      };
    }),

  diff: (_id, urn, olds, news) =>
    withoutSecrets([olds, news], async () => {
      const { kind, context } = resolve(urn);
      const [before, after] = [plainProperties(olds), plainProperties(news)];
      const changed = kind.inputs.filter(
        (key) => holdsUnknown(after[key]) || !isDeepStrictEqual(before[key], after[key]),
      );
      const replaces = changed.filter((key) => kind.replaceOn.includes(key));
      const changes = changed.length > 0 || (await kind.drifted(before, context));
      return { changes, replaces, deleteBeforeReplace: true };
    }),

  create: (urn, inputs) =>
    withoutSecrets([inputs], async () => {
      const { kind, context } = resolve(urn);
      const given = plainProperties(inputs);
      const outputs = await kind.create(given, context);
      return { id: kind.id(given, context), outs: outsOf(kind, inputs, outputs) };
    }),

  // The id can be empty: an engine that settles an interrupted create knows the inputs only.
  read: (_id, urn, props) =>
    withoutSecrets([props], async () => {
      const { kind, context } = resolve(urn);
      const known = plainProperties(props);
      const found = await kind.read(known, context);
      if (!found) return { id: "", props: {} };
      const outs = outsOf(kind, props, found);
      const inputs = Object.fromEntries(
        kind.inputs.flatMap((key) => (outs[key] === undefined ? [] : [[key, outs[key]]])),
      );
      return { id: kind.id(known, context), props: outs, inputs };
    }),

  update: (_id, urn, olds, news) =>
    withoutSecrets([olds, news], async () => {
      const { kind, context } = resolve(urn);
      const outputs = await kind.update(plainProperties(olds), plainProperties(news), context);
      return { outs: outsOf(kind, news, outputs) };
    }),

  delete: (_id, urn, props) =>
    withoutSecrets([props], async () => {
      const { kind, context } = resolve(urn);
      await kind.delete(plainProperties(props), context);
    }),

  cancel: async () => cancelled.abort(new Error("Interrupted: `npm run up` goes on from here.")),
};

/** urn:pulumi:<stack>::<project>::<parent types>$<type>::<name> */
function resolve(urn: string): { kind: Kind; context: Context } {
  const [stack, project, types, name] = urn.slice("urn:pulumi:".length).split("::");
  const type = types!.split("$").at(-1)!;
  const kind = kinds[type];
  if (!kind) throw new Error(`The provider local has no type ${type}: it has ${Object.keys(kinds).join(", ")}.`);
  return { kind, context: { name: name!, project: project!, stack: stack!, signal: cancelled.signal } };
}

/** Given properties with those that were computed or found: what was secret stays secret, whatever its value is now. */
function outsOf(kind: Kind, given: Properties, found: Properties): Properties {
  const changed = Object.entries(found).flatMap(([key, value]) => {
    if (value === undefined || isDeepStrictEqual(plain(given[key]), plain(value))) return [];
    const wasSecret = holdsSecret(given[key]) || holdsSecret(given[kind.reveals?.[key] ?? ""]);
    return [[key, wasSecret && !holdsSecret(value) ? secret(value) : value]];
  });
  return { ...given, ...Object.fromEntries(changed) };
}

/** Runs a call; an error of it says the remedy, and none of the secrets in its properties. */
async function withoutSecrets<T>(properties: Properties[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    const error = explain(thrown);
    error.message = maskSecrets(error.message, ...properties);
    error.stack = maskSecrets(error.stack ?? "", ...properties);
    throw error;
  }
}

/** Serves the engine that started this program, and ends with it; commands under way are ended too. */
export function serve(args: string[]) {
  whenEngineIsGone(args, () => {
    cancelled.abort(new Error("The engine is gone."));
    setTimeout(() => process.exit(1), 1000);
  });
  return provider.main(local, args);
}
