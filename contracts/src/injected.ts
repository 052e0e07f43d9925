import type { Matcher } from "./matcher.ts";

/**
 * A value of a request that the verification replaces by the provider state's value of that name, real credentials
 * for one: so the committed file holds none, and the same pact serves every target. `prefix` stands before both.
 *
 * The consumer under test has to send exactly the example: an injected value without a rule of its own would let
 * any other pass, `Basic abc` in place of a bearer included.
 */
export function injected(name: string, example: string, prefix = ""): Matcher {
  return {
    "pact:matcher:type": "equality",
    value: `${prefix}${example}`,
    "pact:generator:type": "ProviderState",
    expression: `${prefix}\${${name}}`,
  };
}
