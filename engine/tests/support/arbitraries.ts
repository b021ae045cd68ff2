import fc from "../../../tests/support/properties.ts";
import type { ResourceState } from "../../state/resource.ts";
import { type Properties, secret, signatureKey, signatures, unknown, type Value } from "../../values/wire.ts";

const key = fc.stringMatching(/^[a-z]{1,6}$/);

/** Any property value: plain ones, secrets, unknowns, assets and resource references, nested. */
export const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.constant<Value>(null),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
      fc.string(),
      fc.constant<Value>(unknown),
      fc.string().map((text): Value => ({ [signatureKey]: signatures.asset, text })),
      fc
        .record({ urn: key, id: key })
        .map((reference): Value => ({ [signatureKey]: signatures.resource, ...reference })),
    ),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 3 }),
    tie("value").map(secret),
  ),
})).value;

export const properties: fc.Arbitrary<Properties> = fc.dictionary(key, value, { maxKeys: 5 });

const urnOf = (index: number) => `urn:pulumi:dev::test::test:index:Thing::r${index}`;

/** Resources in dependency order: each may need any of those before it, as a dependency, a property's, its parent, or what it goes with. */
export const resources: fc.Arbitrary<ResourceState[]> = fc
  .array(
    fc.record({ inputs: properties, outputs: properties, needs: fc.array(fc.nat(), { maxLength: 3 }), how: fc.nat(3) }),
    {
      maxLength: 8,
    },
  )
  .map((items) =>
    items.map(({ inputs, outputs, needs, how }, index): ResourceState => {
      const needed = index === 0 ? [] : [...new Set(needs.map((need) => urnOf(need % index)))];
      return {
        urn: urnOf(index),
        type: "test:index:Thing",
        custom: true,
        id: `id-${index}`,
        inputs,
        outputs,
        dependencies: how === 0 ? needed : [],
        propertyDependencies: how === 1 && needed.length > 0 ? { value: needed } : {},
        parent: how === 2 ? needed[0] : undefined,
        deletedWith: how === 3 ? needed[0] : undefined,
      };
    }),
  );
