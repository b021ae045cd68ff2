/** `urn:pulumi:<stack>::<project>::<qualified type>::<name>`, where the qualified type holds the parents' types. */
export type Urn = string;

export const rootStackType = "pulumi:pulumi:Stack";
const providerPrefix = "pulumi:providers:";

interface UrnParts {
  stack: string;
  project: string;
  parent?: Urn;
  type: string;
  name: string;
}

export function makeUrn({ stack, project, parent, type, name }: UrnParts): Urn {
  const parentType = parent === undefined || parent === "" ? "" : qualifiedTypeOf(parent);
  const qualified = parentType === "" || parentType === rootStackType ? type : `${parentType}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

export const qualifiedTypeOf = (urn: Urn): string => urn.split("::")[2] ?? "";
export const typeOf = (urn: Urn): string => qualifiedTypeOf(urn).split("$").at(-1) ?? "";
/** A name may hold `::` itself. */
export const nameOf = (urn: Urn): string => urn.split("::").slice(3).join("::");

export const isProviderType = (type: string): boolean => type.startsWith(providerPrefix);
export const providerTypeOf = (packageName: string): string => `${providerPrefix}${packageName}`;
/** The package that serves a type or function token: `local` of `local:index:Process`, `aws` of `pulumi:providers:aws`. */
export const packageOf = (token: string): string =>
  isProviderType(token) ? token.slice(providerPrefix.length) : (token.split(":")[0] ?? "");

/** `<urn>::<id>`: how a resource names its provider. */
export function splitReference(reference: string): { urn: Urn; id: string } {
  const at = reference.lastIndexOf("::");
  return { urn: reference.slice(0, at), id: reference.slice(at + 2) };
}

/** The name of the provider that the engine makes itself for a package (and version). */
export const defaultProviderName = (version: string): string =>
  version === "" ? "default" : `default_${version.replaceAll(/[.+-]/g, "_")}`;
