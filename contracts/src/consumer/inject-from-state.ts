import { MatchersV3 } from "@pact-foundation/pact";

/**
 * Like Pact's `fromProviderState`, but the consumer must send exactly the example.
 *
 * The verification replaces the example with the value `name` of the provider state, such as a real
 * API key. The committed pact therefore contains no credentials, and the same pact fits every
 * provider. `prefix` precedes both values. With Pact's own function, a consumer that sends another
 * value passes.
 *
 * @example
 * request.headers({ Authorization: injectFromState("accessToken", "example", "Bearer ") });
 */
export function injectFromState(
  name: string,
  example: string,
  prefix = "",
): MatchersV3.ProviderStateInjectedValue<string> {
  const matcher = MatchersV3.fromProviderState(`${prefix}\${${name}}`, `${prefix}${example}`);
  return { ...matcher, "pact:matcher:type": "equality" };
}
